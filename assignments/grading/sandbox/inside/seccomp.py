"""An allow-list of system calls: what is not on it fails with EPERM, for the rest of the process.

Enough to compute, to read files and to write to pipes that are open already. No socket, process,
thread, exec, signal to others, memory that can be shared or written to a file.
"""

import ctypes
import errno
import os
import struct

from syscalls import BY_COMMAND, FORBIDDEN_OPEN, NUMBERS

LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06  # BPF instructions
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
DENY = ERRNO | errno.EPERM
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000  # the other system calls of an x86-64 kernel start here
SECCOMP, MODE_FILTER = 22, 2  # of prctl


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def lock() -> None:
    """Allow this process nothing but the list, for ever. OSError: the kernel does not do it."""
    code = program(os.uname().machine)
    libc = ctypes.CDLL(None, use_errno=True)
    filter_ = _Program(len(code) // 8, code)
    if libc.prctl(SECCOMP, MODE_FILTER, ctypes.byref(filter_), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp: the kernel took no filter")


def program(machine: str) -> bytes:
    """The filter as BPF. OSError: the numbers of the system calls are not known for `machine`."""
    if machine not in NUMBERS:
        raise OSError(errno.ENOSYS, f"seccomp: no table of system calls for {machine}")
    numbers = NUMBERS[machine]
    code = [_do(LOAD, ARCHITECTURE), _do(EQUAL, AUDIT[machine], 1, 0), _do(RETURN, KILL)]
    code += [_do(LOAD, NUMBER), _do(AT_LEAST, X32, 0, 1), _do(RETURN, DENY)]
    # glibc asks for clone3 first, and for clone, which is then denied, only where there is none.
    code += [_do(EQUAL, 435, 0, 1), _do(RETURN, ERRNO | errno.ENOSYS)]
    checked = {
        "openat": _flags_without(2, FORBIDDEN_OPEN),
        "prlimit64": [*_is_zero(0), *_is_zero(2), _do(RETURN, ALLOW)],  # to read one's own
        **{name: _one_of(1, commands) for name, commands in BY_COMMAND.items()},
    }
    for name, number in numbers.items():
        body = checked.get(name, [_do(RETURN, ALLOW)])
        code += [_do(EQUAL, number, 0, len(body)), *body]
    return b"".join([*code, _do(RETURN, DENY)])


def _do(instruction: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", instruction, if_true, if_false, operand)


def _is_zero(argument: int) -> list[bytes]:
    """Deny unless all 64 bits of an argument are 0."""
    at = ARGUMENTS + 8 * argument
    half = [_do(EQUAL, 0, 1, 0), _do(RETURN, DENY)]
    return [_do(LOAD, at), *half, _do(LOAD, at + 4), *half]


def _flags_without(argument: int, mask: int) -> list[bytes]:
    at = ARGUMENTS + 8 * argument  # flags are an int: the kernel reads the low 32 bits
    test = [_do(LOAD, at), _do(AND, mask), _do(EQUAL, 0, 1, 0)]
    return [*test, _do(RETURN, DENY), _do(RETURN, ALLOW)]


def _one_of(argument: int, values: tuple[int, ...]) -> list[bytes]:
    code = [_do(LOAD, ARGUMENTS + 8 * argument)]
    for value in values:
        code += [_do(EQUAL, value, 0, 1), _do(RETURN, ALLOW)]
    return [*code, _do(RETURN, DENY)]
