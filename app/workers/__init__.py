"""Guarded processes that run the checker: the web side, the parent that forks, the worker, the job.

    pool     in the web process: queue, and the parent kept alive
    answers  what came back, validated as untrusted
    lines    requests as lines, for the command line
    parent   imports torch once, warms it, forks workers; owns the clock and kills
    worker   a forked process: limits, then one job after another
    job      one job: JSON in, checker.engine, JSON out
    frames   how messages cross a process border
    process  what the operating system is asked for

Nothing is pickled: what crosses a border is length-prefixed JSON.
"""
