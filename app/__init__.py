"""Stride: lessons on convolutional networks, practice that is proved, and a tensor-shape checker.

The rooms, from the top of the house to its foundation (a line imports only lines below it):

    __main__                         the command line
    web | proof                      pages and API; proof of the content by running it
    workers | practice | learners    processes that run checks; questions; what each learner did
    course | checker                 the content folder; "paste in, report out"
    settings                         the only reader of the environment
    kit                              tiny things that everyone uses
"""

__version__ = "0.1.0"
