"""Sizes backwards: which inputs and which arguments give a wanted size.

    models   the questions and the answers, plain
    inverse  the formulas of one axis, forwards and backwards
    axes     what a layer does to each axis, by those formulas
    layers   one layer: the arguments that were left open
    nets     a whole net: the inputs that it takes
    words    the answers as sentences

What the formulas say is run before it is said.
"""
