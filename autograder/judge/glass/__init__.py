"""The judge: test cells run on the other side of the glass from student code.

A student's cells run in a kernel. Each test cell runs, unchanged, in a process of the judge's.
Names that the test doesn't define are looked for in given code, run again from the instructor's
notebook, and last in the student's kernel: plain data is copied, functions, classes and objects
become stand-ins whose calls go over a link that carries only data. The student's process gives
data, never a verdict, and never sees a hidden test.

`client.Judge` is what a grader uses; `plan.plan_of` reads the instructor's notebook;
`autograder lint` says before the release which tests can be judged this way.
"""
