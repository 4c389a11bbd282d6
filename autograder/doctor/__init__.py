"""What is wrong with this machine, and how to mend it: `autograder doctor`.

Everything here has to start where nothing else does: with a Python that is too old (3.8 will do),
without any package, beside a TensorFlow that crashes. So it imports the standard library only;
rich, where it is there, draws the table.
"""
