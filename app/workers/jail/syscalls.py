"""System calls by name and number, for the two architectures that a worker's filter is written for.

Source: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux; `-` where an
architecture has not got that call.
"""

from collections.abc import Iterable

ARCHITECTURES = ("x86_64", "aarch64")

Numbers = dict[str, tuple[int | None, int | None]]


def _read(table: str) -> Numbers:
    rows: Iterable[list[str]] = (line.split() for line in table.strip().splitlines())
    return {name: (_number(x86_64), _number(aarch64)) for name, x86_64, aarch64 in rows}


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)


NEEDED = _read("""
    read              0   63
    write             1   64
    close             3   57
    fstat             5   80
    lseek             8   62
    mmap              9  222
    mprotect         10  226
    munmap           11  215
    brk              12  214
    rt_sigaction     13  134
    rt_sigprocmask   14  135
    rt_sigreturn     15  139
    sched_yield      24  124
    mremap           25  216
    madvise          28  233
    nanosleep        35  101
    getitimer        36  102
    setitimer        38  103
    getpid           39  172
    exit             60   93
    uname            63  160
    getcwd           79   17
    gettimeofday     96  169
    getrusage        98  165
    times           100  153
    getuid          102  174
    getgid          104  176
    geteuid         107  175
    getegid         108  177
    getppid         110  173
    sigaltstack     131  132
    gettid          186  178
    time            201    -
    futex           202   98
    sched_getaffinity 204 123
    restart_syscall 219  128
    clock_gettime   228  113
    clock_getres    229  114
    clock_nanosleep 230  115
    exit_group      231   94
    getcpu          309  168
    getrandom       318  278
    membarrier      324  283
""")
"""What Python and torch do in a warm worker."""

LOOKING = _read("""
    stat              4    -
    lstat             6    -
    getdents64      217   61
    newfstatat      262   79
""")
"""What an import does beside opening files; only behind Landlock."""

OPENING = _read("""
    open              2    -
    openat          257   56
""")
"""Only to read, and only behind Landlock."""

SIGNALLING = _read("""
    kill             62  129
    tgkill          234  131
""")
"""Only to itself, as `abort` does."""

HOSTILE = _read("""
    execve            59  221
    ptrace           101  117
    syslog           103  116
    modify_ldt       154    -
    pivot_root       155   41
    chroot           161   51
    acct             163   89
    mount            165   40
    umount2          166   39
    swapon           167  224
    swapoff          168  225
    reboot           169  142
    iopl             172    -
    ioperm           173    -
    init_module      175  105
    delete_module    176  106
    quotactl         179   60
    kexec_load       246  104
    add_key          248  217
    request_key      249  218
    keyctl           250  219
    unshare          272   97
    perf_event_open  298  241
    fanotify_init    300  262
    name_to_handle_at 303 264
    open_by_handle_at 304 265
    setns            308  268
    process_vm_readv 310  270
    process_vm_writev 311 271
    kcmp             312  272
    finit_module     313  273
    kexec_file_load  320  294
    bpf              321  280
    execveat         322  281
    userfaultfd      323  282
    pidfd_send_signal 424 424
    io_uring_setup   425  425
    io_uring_enter   426  426
    io_uring_register 427 427
    open_tree        428  428
    move_mount       429  429
    fsopen           430  430
    fsconfig         431  431
    fsmount          432  432
    fspick           433  433
    pidfd_open       434  434
    pidfd_getfd      438  438
    process_madvise  440  440
    mount_setattr    442  442
""")
"""What nothing in a worker does by mistake: it ends the process at once. Any other call fails with EPERM."""
