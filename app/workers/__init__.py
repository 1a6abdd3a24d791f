"""Guarded processes that run the checker: the web side, the parent that forks, the worker, the job.

    pool     in the web process: what one may ask, and the answers that are kept
    keeper   in the web process too: the queue, and the parent kept alive
    answers  what came back, validated as untrusted
    lines    requests as lines, for the command line
    parent   imports torch once, warms it, forks workers; owns the clock and kills
    worker   a forked process: into the jail, then one job after another
    jail     the walls around a worker
    job      one job: JSON in, checker.engine, JSON out
    rehearsal  what is run once before any fork
    frames   how messages cross a process border
    process  what the operating system is asked for

Nothing is pickled: what crosses a border is length-prefixed JSON.
"""
