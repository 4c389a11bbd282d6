"""Mutants: what a check would let through, found by changing the model solution bit by bit.

`operators` makes the mutants of one cell, `survey` grades those of a chapter, `accepted` knows
the survivors that are right answers, `report` shows the rest, `cli` is the command.
"""
