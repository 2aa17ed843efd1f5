"""The system calls that a submission may use: name, number on x86_64, number on aarch64.

Numbers from Linux' asm/unistd_64.h and asm-generic/unistd.h.
"""

import os

_ALLOWED = """
# what is open already
read 0 63; write 1 64; readv 19 65; writev 20 66; pread64 17 67; lseek 8 62
close 3 57; fcntl 72 25; ioctl 16 29; dup 32 23; poll 7 -; ppoll 271 73; select 23 -
pselect6 270 72; fadvise64 221 223
# to find and read files
openat 257 56; fstat 5 80; stat 4 -; lstat 6 -; newfstatat 262 79; statx 332 291
access 21 -; faccessat 269 48; faccessat2 439 439; readlink 89 -; readlinkat 267 78
getcwd 79 17; getdents64 217 61
# memory of its own
mmap 9 222; mprotect 10 226; munmap 11 215; mremap 25 216; madvise 28 233
mincore 27 232; brk 12 214
# locks and signals within the process
futex 202 98; set_robust_list 273 99; rseq 334 293; membarrier 324 283
rt_sigaction 13 134; rt_sigprocmask 14 135; rt_sigreturn 15 139; sigaltstack 131 132
restart_syscall 219 128; getitimer 36 102; setitimer 38 103
# to ask the system
getpid 39 172; getppid 110 173; gettid 186 178; getuid 102 174; geteuid 107 175
getgid 104 176; getegid 108 177; uname 63 160; sysinfo 99 179; getrlimit 97 163
prlimit64 302 261; getrusage 98 165; times 100 153; time 201 -; gettimeofday 96 169
clock_gettime 228 113; clock_getres 229 114; clock_nanosleep 230 115; nanosleep 35 101
getrandom 318 278; sched_yield 24 124; sched_getaffinity 204 123; exit 60 93
exit_group 231 94
"""

_CALLS = [
    call.split()
    for line in _ALLOWED.splitlines()
    if not line.startswith("#")
    for call in line.split(";")
    if call.strip()
]
NUMBERS = {
    "x86_64": {name: int(number) for name, number, _ in _CALLS},
    "aarch64": {name: int(number) for name, _, number in _CALLS if number != "-"},
}

# The same bits mean other things elsewhere, so they are asked of this system.
_UNNAMED_FILE = getattr(os, "O_TMPFILE", 0) & ~os.O_DIRECTORY
FORBIDDEN_OPEN = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | _UNNAMED_FILE

# fcntl and ioctl do a hundred things. Among them, F_SETOWN and O_ASYNC send signals to others.
BY_COMMAND = {
    "fcntl": (0, 1, 2, 3, 1030),  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
    "ioctl": (0x5401, 0x5413, 0x5450, 0x5451),  # TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX
}
