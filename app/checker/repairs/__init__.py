"""Leaves: the slips that people make, each with the small edits that take it back.

What a finding itself proposes is tried first. These are tried for the first error where that does not
mend the paste, and only what makes all of it run is shown; so a leaf may guess, as long as it guesses little.
They stand in families, by what is wrong: a slip belongs to the first that fits.
"""
