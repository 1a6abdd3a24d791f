"""What a worker shuts behind itself before its first job, in walls that do not lean on each other.

    levels    which walls stand, as measured in a worker: plain, the web side shows it
    enter     all of them in their order, then the measuring
    landlock  no file but the interpreter's own, no TCP, no signal to a process outside
    seccomp   the calls that a warm worker needs, and no others
    syscalls  the numbers of those calls
    limits    memory, processor time, descriptors, processes, file sizes
    linux     the calls of Linux that Python has no function for
    probe     tries the walls in a process of its own, without torch

The closed world of the checker's reader is what keeps pasted code from running. These are for the
day on which it has a hole, or torch has.
"""
