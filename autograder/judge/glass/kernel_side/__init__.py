"""The half of the glass that is sent into a student's kernel. Nothing here is trusted.

The modules of this package are never imported by a kernel: `autograder.judge.glass.boot` sends
their text, so that they work in any environment that has Python (and NumPy and Keras only if the
student's code has loaded them). They import nothing but the standard library.
"""
