"""Attacks on the pipes between a submission and its grader."""

from . import attack

ATTACKS = []

FIND_WORKER = """
        import gc, struct, sys
        frames, worker = sys.modules["frames"], sys.modules["worker"]
        me = [o for o in gc.get_objects() if type(o) is worker.Worker][0]
"""


@attack("double is wrong")
def answers_sent_ahead(world):
    return f"""
        {FIND_WORKER}
        import numpy as np
        for _ in range(3):
            me.send(frames.ARRAYS, b"12345678", frames.pack_arrays([np.zeros((3, 5))]))
        def double(x): return x
    """


@attack("answers that nobody had asked for")
def answers_with_another_tag(world):
    return f"""
        {FIND_WORKER}
        def double(x):
            me.send(frames.ARRAYS, b"12345678", b"")
            return x
    """


@attack("answers that nobody had asked for|double is wrong")
def two_answers_to_one_question(world):
    return f"""
        {FIND_WORKER}
        def double(x):
            tag = sys._getframe(3).f_locals["tag"]
            for _ in range(5):
                me.send(frames.ARRAYS, tag, frames.pack_arrays([x]))
            return x
    """


@attack("sent an answer of 4,294,967,295 bytes")
def an_endless_answer(world):
    return f"""
        {FIND_WORKER}
        def double(x):
            tag = sys._getframe(3).f_locals["tag"]
            me.answers.write(struct.pack("<c8sI", frames.ARRAYS, tag, 2**32 - 1))
            while True:
                me.answers.write(bytes(1000))
    """


@attack("cannot be read as arrays")
def arrays_that_do_not_add_up(world):
    return f"""
        {FIND_WORKER}
        def double(x):
            tag = sys._getframe(3).f_locals["tag"]
            payload = struct.pack("<H1sBqq", 1, b"d", 2, 2**62, 4)
            me.send(frames.ARRAYS, tag, payload + b"WON" * 40)
            return x
    """


@attack("answers that nobody had asked for|cannot be read|took too long")
def pickles_everywhere(world):
    return """
        import os, pickle
        class Evil:
            def __reduce__(self):
                return eval, ("print('WIN')",)
        def double(x):
            for f in range(3, 64):
                try:
                    os.write(f, pickle.dumps(Evil()) * 9)
                except OSError:
                    pass
            return x
    """


@attack("double is wrong")
def figure_that_is_none(world):
    return f"""
        {FIND_WORKER}
        import matplotlib.figure
        import matplotlib.pyplot as plt
        drawn = b"<svg>" + b"WI" + b"N"
        matplotlib.figure.Figure.savefig = lambda self, file, **_: file.write(drawn)
        plt.figure()
        def double(x): return x
    """


@attack("double is wrong")
def figure_cut_short(world):
    return f"""
        {FIND_WORKER}
        me.drawn = lambda: [b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0\\0\\0\\rIHDR"[:k] for k in range(17)]
        def double(x): return x
    """
