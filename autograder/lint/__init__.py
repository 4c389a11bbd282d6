"""Checks an assignment before its release: what would be graded wrongly, or can be had for nothing.

In the order in which one should read it:

- `findings`: what is found, and a notebook's report
- `rules`: what can be seen of a test cell without running it
- `notebook_rules`: what can be seen of a notebook's cells together
- `across`: runs the solved notebook, the stripped one and careless answers, across the glass
- `course`: where notebooks come from: chapters under solutions/, or an nbgrader course folder
- `show`, `cli`: the command `autograder lint`
"""
