"""The kernel's half of the glass, compiled: a zygote imports this, and its kernels needn't."""

from autograder.judge.glass.boot import kernel_source

CODE = compile(kernel_source(), "<autograder>", "exec", dont_inherit=True)
