"""Attacks on the grader's time, memory and patience."""

import json
import os

from . import attack, attack_by_file, notebook

ATTACKS = []


@attack("cell 1 of 1 stopped: it took too long")
def endless_loop(world):
    return """
        while True:
            pass
    """


@attack("double: it took too long and was stopped, in cell 1, line [34]")
def endless_call(world):
    return """
        def double(x):
            while True:
                x += 1
    """


@attack("code cell 1, the submission took too long, and did not let itself be stopped")
def endless_loop_that_catches_everything(world):
    return """
        while True:
            try:
                while True:
                    sum(range(9))
            except BaseException:
                pass
    """


@attack("the call of double, the submission took too long, and did not let itself")
def endless_loop_without_alarm(world):
    return """
        import signal

        def double(x):
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
            while True:
                x += 1
    """


@attack("took too long")
def one_endless_operation(world):
    return "x = 9 ** 9 ** 9"


@attack("took too long")
def sleep(world):
    return """
        import time
        time.sleep(10 ** 6)
    """


@attack("PermissionError.*no threads or processes")
def fork_bomb(world):
    return """
        import os
        while True:
            os.fork()
            print("WIN")
    """


@attack("can't start new thread.*no threads or processes")
def thread_bomb(world):
    return """
        import threading, time
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(100,)).start()
            print("WIN")
    """


@attack("no threads or processes")
def subprocess_and_pool(world):
    return [
        """
        import subprocess
        print("WIN", subprocess.run(["/bin/sh", "-c", "echo WIN"], capture_output=True))
        """,
        """
        import multiprocessing
        print("WIN", multiprocessing.Pool(2).map(abs, [1]))
        """,
    ]


@attack("more memory than there is, in cell 1, line 3.*double: it needs more memory|MemoryError")
def twenty_gigabytes(world):
    return [
        """
        import numpy as np
        a = np.ones(20 * 2**30 // 8)
        """,
        """
        def double(x):
            return bytearray(20 * 2**30)
        """,
    ]


@attack("took too long|MemoryError|stopped by the system|ended its own process")
def memory_bit_by_bit(world):
    return """
        kept = []
        while True:
            try:
                kept.append(bytearray(1 << 20))
            except MemoryError:
                pass
    """


@attack("double is wrong")
def a_gigabyte_of_prints(world):
    return """
        def double(x):
            return x

        line = "WI" + "n" * 998 + "\\n"
        for _ in range(10 ** 6):
            print(line, end="")
    """


@attack("double gives 8,000,000,000,000 bytes, where at most")
def huge_answer(world):
    return """
        import numpy as np
        def double(x):
            return np.broadcast_to(1.0, 10**12)
    """


@attack("arrays, or one of more than 6 dimensions")
def too_many_answers(world):
    return "def double(x): return [1] * 5000"


@attack("ended its own process .exit code 0.")
def exit_at_once(world):
    return ["import os\nos._exit(0)", "def double(x): return x"]


@attack("call of double, the submission ended its own process .exit code 3.")
def exit_when_called(world):
    return "def double(x):\n    import os\n    os._exit(3)"


@attack("it ended itself with exit, in cell 1")
def exit_politely(world):
    return ["import sys; sys.exit('full marks')", "def double(x): exit()"]


@attack("the submission crashed .SIG")
def crash(world):
    return "def double(x):\n    import ctypes\n    ctypes.string_at(0)"


@attack("RecursionError")
def bottomless_recursion(world):
    return "def double(x): return double(x)"


@attack("double is wrong")
def a_thousand_figures(world):
    return """
        import matplotlib.pyplot as plt
        for _ in range(35):
            plt.figure(figsize=(0.2, 0.2))
        def double(x): return x
    """


@attack("There is no double")
def missing_cell(world):
    return "x = 1"


@attack("NameError.*factor")
def reordered_cells(world):
    return ["def double(x): return factor * factor_again * x\nprint(factor)", "factor = 2"]


@attack_by_file("no JSON .was another file renamed")
def not_a_notebook(world, path):
    path.write_bytes(b"%PDF-1.7 my homework")


@attack_by_file("nested too deeply")
def deep_json(world, path):
    path.write_text('{"cells": ' + "[" * 200_000 + "]" * 200_000 + "}")


@attack_by_file("holds no cells")
def json_but_no_notebook(world, path):
    path.write_text('["double", 100]')


@attack_by_file("cell 1 has no type or no source")
def cells_of_another_kind(world, path):
    path.write_text(json.dumps({"cells": [{"cell_type": {"code": 1}, "source": 3}]}))


@attack_by_file("empty")
def empty_file(world, path):
    path.touch()


@attack_by_file("larger than 10 MiB")
def huge_file(world, path):
    with path.open("wb") as file:
        file.truncate(20 << 30)  # a hole: it takes no space


@attack_by_file("symbolic link")
def link_to_the_secret(world, path):
    path.symlink_to(world.secret)


@attack_by_file("no plain file")
def pipe(world, path):
    os.mkfifo(path)


@attack_by_file("no plain file")
def folder(world, path):
    path.mkdir()


@attack_by_file("double is wrong|There is no double")
def strange_characters(world, path):
    content = notebook("def double(x): return x", "x = '\ud800\0\x1b[2J'", "\N{SNOWMAN} = 1")
    path.write_text(json.dumps(content))
