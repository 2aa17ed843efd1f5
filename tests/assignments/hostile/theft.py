"""Attacks on what a submission must not see or touch."""

from . import attack

ATTACKS = []

# Prints WIN if a forbidden thing did not fail.
TRY = """
def attempt(what):
    try:
        found = what()
    except BaseException as error:
        print(type(error).__name__)
        return
    print("WIN", found)
"""


@attack("double is wrong")
def read_the_tests_from_disk(world):
    return f"""
        {TRY.replace(chr(10), chr(10) + " " * 8)}
        import glob, os, pathlib
        attempt(lambda: open({str(world.secret)!r}).read())
        attempt(lambda: os.open({str(world.secret)!r}, os.O_RDONLY))
        attempt(lambda: os.listdir({str(world.folder)!r}))
        attempt(lambda: pathlib.Path({str(world.code)!r}).read_text())
        for folder in ("/home", "/root", "/etc", "/tmp", "/", "/autograder", "/proc", "/sys"):
            attempt(lambda: [f for f in os.listdir(folder) if f.endswith(".ipynb")][0])
        for file in ("/etc/passwd", "/etc/shadow", "/etc/hosts", "/dev/mem"):
            attempt(lambda: open(file).read())
        def double(x): return x
    """


@attack("double is wrong")
def read_the_graders_memory(world):
    return f"""
        {TRY.replace(chr(10), chr(10) + " " * 8)}
        import os
        for process in ("self", {world.process}, os.getppid(), 1):
            for file in ("mem", "maps", "environ", "cmdline", "status", "root", "cwd", "fd/0"):
                attempt(lambda: open(f"/proc/{{process}}/{{file}}", "rb").read(1))
            attempt(lambda: os.listdir(f"/proc/{{process}}/fd"))
            if process != "self":
                attempt(lambda: os.readlink(f"/proc/{{process}}/fd/0"))
        print(dict(os.environ))
        def double(x): return x
    """


@attack("double is wrong")
def answer_from_the_stack(world):
    return """
        import gc, inspect, sys
        import numpy as np

        def double(x):
            found = []
            frame = sys._getframe()
            while frame:
                found += [*frame.f_locals.values(), *frame.f_globals.values()]
                frame = frame.f_back
            found += [s.frame.f_locals for s in inspect.stack()] + gc.get_objects()
            for one in list(found):
                found += list(one.values()) if type(one) is dict else []
            for one in found:
                if type(one) is np.ndarray and one.shape == x.shape and (one != x).any():
                    return one
                if type(one) is str and "the-answer" + "-is" in one:
                    print(one)
            return x
    """


@attack("ModuleNotFoundError: No module named 'rnnlib'.*nothing else")
def answer_from_the_reference(world):
    return [
        "import rnnlib.layers\nprint('WIN')",
        "import assignments.grading.parts\nprint('WIN')",
        "from torch import nn\nprint('WIN')",
        f"import sys\nsys.path.insert(0, {str(world.code.parents[4])!r})\nimport rnnlib",
        "print('WIN', rnnlib)",
        "import site\nsite.main()\nimport rnnlib\nprint('WIN')",
        "def double(x):\n    import rnnlib\n    return rnnlib.RNN(1, 1).forward(x)",
    ]


@attack("PermissionError")
def write_and_delete(world):
    return [
        f"open({str(world.folder / 'results.json')!r}, 'w').write('100')",
        f"import os\nos.remove({str(world.secret)!r})",
        f"import shutil\nshutil.rmtree({str(world.folder)!r})",
        f"import os\nos.rename({str(world.secret)!r}, {str(world.folder / 'mine')!r})",
        f"import os\nos.truncate({str(world.secret)!r}, 0)",
        f"import os\nos.chmod({str(world.secret)!r}, 0o777)",
        f"import os\nos.symlink({str(world.secret)!r}, {str(world.folder / 'link')!r})",
        f"import os\nos.mkdir({str(world.folder / 'new')!r})",
        f"import os\nos.mkfifo({str(world.folder / 'new')!r})",
        "import tempfile\ntempfile.mkstemp()\nprint('WIN')",
        "import os\nopen(os.environ['MPLCONFIGDIR'] + '/note', 'w')\nprint('WIN')",
        "import numpy\nopen(numpy.__file__, 'a')\nprint('WIN')",
        "import numpy as np\nnp.save('/dev/shm/note', np.ones(3))\nprint('WIN')",
    ]


@attack("no network")
def sockets(world):
    return [
        "import socket\nsocket.socket()\nprint('WIN')",
        "import socket\nsocket.socketpair()\nprint('WIN')",
        "import socket\nsocket.create_connection(('127.0.0.1', 80))\nprint('WIN')",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1')\nprint('WIN')",
        "import asyncio\nasyncio.run(asyncio.sleep(0))\nprint('WIN')",
    ]


@attack("PermissionError")
def signals(world):
    return f"""
        {TRY.replace(chr(10), chr(10) + " " * 8)}
        import fcntl, os, signal
        for process in ({world.process}, os.getppid(), 0, -1, os.getpid()):
            attempt(lambda: os.kill(process, signal.SIGKILL))
        attempt(lambda: os.killpg(0, signal.SIGKILL))
        attempt(lambda: signal.raise_signal(signal.SIGSTOP))
        attempt(lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), signal.SIGKILL))
        for f in range(3, 20):
            attempt(lambda: fcntl.fcntl(f, fcntl.F_SETOWN, {world.process}))
            attempt(lambda: fcntl.fcntl(f, fcntl.F_SETFL, os.O_ASYNC))
        attempt(lambda: os.setpriority(os.PRIO_PROCESS, {world.process}, 19))
        os.kill({world.process}, signal.SIGKILL)
    """


@attack("double is wrong")
def more_of_everything(world):
    return f"""
        {TRY.replace(chr(10), chr(10) + " " * 8)}
        import os, resource
        for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):
            attempt(lambda: resource.setrlimit(what, (-1, -1)))
        attempt(lambda: resource.prlimit({world.process}, resource.RLIMIT_NOFILE, (1, 1)))
        attempt(lambda: os.setuid(0) or os.chown({str(world.secret)!r}, 1, 1))
        attempt(lambda: os.chroot("/"))
        attempt(lambda: os.nice(-5))
        attempt(lambda: os.memfd_create("x"))
        attempt(lambda: os.sched_setaffinity(0, [0]))
        def double(x): return x
    """


@attack("double is wrong")
def system_calls_by_number(world):
    return f"""
        import ctypes, platform
        libc = ctypes.CDLL(None, use_errno=True)
        secret = {str(world.secret)!r}.encode()
        buffer = ctypes.create_string_buffer(4096)
        calls = dict(
            open=(2, secret, 0), creat=(85, secret, 0o666), socket=(41, 2, 1, 0), fork=(57,),
            clone=(56, 17, 0, 0, 0, 0), clone3=(435, buffer, 88), vfork=(58,),
            execve=(59, secret, 0, 0),
            kill=(62, {world.process}, 9), ptrace=(101, 16, {world.process}, 0, 0),
            peek=(310, {world.process}, buffer, 1, buffer, 1, 0), unshare=(272, 0x10000000),
            mount=(165, 0, secret, 0, 0, 0), io_uring=(425, 8, buffer), memfd=(319, b"x", 0),
            userfaultfd=(323, 0), bpf=(321, 0, buffer, 128), perf=(298, buffer, 0, -1, -1, 0),
            keyctl=(250, 0, -3, 0), shmget=(29, 0, 4096, 0o1666), mq=(240, b"x", 0o102, 0o666, 0),
            handle=(304, -100, buffer, 0), openat2=(437, -100, secret, buffer, 24),
            prctl=(157, 22, 0, 0), seccomp=(317, 0, 0, 0), setns=(308, 0, 0), pidfd=(434, 1, 0),
            pidfd_getfd=(438, 3, 0, 0), splice=(275, 3, 0, 4, 0, 1, 0), sendfile=(40, 4, 3, 0, 1),
            truncate=(76, secret, 0), link=(86, secret, secret + b"2"), reboot=(169, 0, 0, 0),
            x32_open=(0x40000002, secret, 0), x32_socket=(0x40000029, 2, 1, 0),
        )
        if platform.machine() == "x86_64":
            for name, call in calls.items():
                if libc.syscall(*call) >= 0:
                    print("WIN", name)
        def double(x): return x
    """


@attack("double is wrong|took too long|answers that nobody|closed its connection|ended")
def take_the_questions_from_the_pipe(world):
    return """
        import os
        def double(x):
            for f in range(3, 20):
                try:
                    print(f, os.read(f, 100))
                except OSError as error:
                    print(f, error)
            return x
    """
