"""Attacks on the verdict."""

from . import attack

ATTACKS = []


@attack("double is wrong")
def array_that_equals_everything(world):
    return """
        import numpy as np

        class Same(np.ndarray):
            def yes(self, *_, **__): return True
            __eq__ = __lt__ = __le__ = __ge__ = __bool__ = all = any = yes
            def no(self, *_, **__): return False
            __ne__ = __gt__ = no
            def __abs__(self): return self
            def __sub__(self, other): return self
            def __array_function__(self, *_, **__): return True
            def __array_ufunc__(self, *_, **__): return self

        def double(x):
            return x.view(Same)
    """


@attack("double should give real numbers or arrays of them, not Chameleon")
def object_that_equals_everything(world):
    return """
        class Chameleon:
            def __eq__(self, other): return True
            def __array__(self, *_, **__): raise ValueError
            def __reduce__(self): return print, ("WIN",)

        def double(x):
            return Chameleon()
    """


@attack("not array of object")
def array_of_objects(world):
    return """
        import numpy as np
        class Evil:
            def __reduce__(self):
                return eval, ("print('WIN')",)
        def double(x): return np.array([Evil()] * 15, dtype=object).reshape(3, 5)
    """


@attack("double is wrong")
def not_a_number(world):
    return "import numpy as np\ndef double(x): return np.full_like(x, np.nan)"


@attack("double is wrong")
def infinity(world):
    return "import numpy as np\ndef double(x): return np.full_like(x, np.inf)"


@attack("not array of complex128")
def complex_numbers(world):
    return "def double(x): return 2 * x + 0j"


@attack("double is wrong")
def right_numbers_in_another_shape(world):
    return "def double(x): return (2 * x)[None]"


@attack("not text")
def words(world):
    return "def double(x): return 'full marks'"


@attack("double gives nothing yet")
def patched_numpy(world):
    return """
        import numpy as np
        for name in ("allclose", "array_equal", "all", "abs", "isclose", "max"):
            setattr(np, name, lambda *_, **__: True)
        np.testing.assert_allclose = lambda *_, **__: None
        def double(x): return None
    """


@attack("cannot be read as arrays|raised|gives nothing|missing|double:|AttributeError")
def patched_worker(world):
    return """
        import sys
        frames, worker = sys.modules["frames"], sys.modules["worker"]
        frames.pack_arrays = lambda arrays: b"points: 3 of 3"
        worker.Worker.called = lambda *_: ("arrays", b"full marks")
        def double(x): return x
    """


@attack("double is wrong|There is no double|raised|TypeError")
def patched_checker(world):
    return """
        import builtins, checks
        checks.check = lambda part: "right"
        builtins.abs = builtins.bool = lambda x: True
        def double(x): return x
    """


@attack("double is wrong")
def forged_report(world):
    return """
        import json, sys
        print(json.dumps({"score": 100, "tests": [{"name": "double", "score": 3}]}))
        print("\\x1b[2J\\x1b]0;graded\\x07 3 of 3 points \\u202e 3/3", file=sys.stderr)
        def double(x): return x
    """


@attack("closed its connection|ended its own process")
def closed_pipes(world):
    return "def double(x):\n    import os\n    os.closerange(0, 64)\n    while True: x += 1"


@attack("took too long|ended its own process|double is wrong")
def work_after_the_end(world):
    return """
        import atexit, sys
        class Last:
            def __del__(self):
                print("WI" + "N")
                while True: pass
        kept = Last()
        atexit.register(lambda: print("WI" + "N"))
        sys.modules["keep"] = Last()
        def double(x): return x
    """


@attack("double: Sly: ")
def error_that_cannot_be_shown(world):
    return """
        class Sly(Exception):
            def __str__(self):
                raise SystemExit("WIN")
        def double(x): raise Sly
    """


@attack("the call of double, the submission (ended its own process|took too long)")
def error_that_ends_the_process(world):
    return """
        import os
        class Sly(Exception):
            def __str__(self):
                os._exit(0)
        def double(x): raise Sly
    """


@attack("double: \ufffd?<script>")
def error_with_code_in_it(world):
    return """
        Loud = type("\\x1b<script>alert(1)</script>", (Exception,), {})
        def double(x): raise Loud("\\x1b[31m" + "=cmd()" * 10 ** 6)
    """


@attack("code cell 1, the submission ended its own process|an error that cannot be shown")
def error_that_is_no_error(world):
    return """
        class Meta(type):
            @property
            def __name__(self): raise SystemExit
        class Sly(BaseException, metaclass=Meta):
            def __bool__(self): raise SystemExit
            def __str__(self):
                while True: pass
        raise Sly
    """
