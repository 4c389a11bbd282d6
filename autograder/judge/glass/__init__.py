"""The judge: test cells run on the other side of the glass from student code.

A student's cells run in a kernel. Each test cell runs, unchanged, in a process of the judge's.
Names that the test doesn't define are looked for in given code, run again from the instructor's
notebook, and last in the student's kernel: plain data is copied, functions, classes and objects
become stand-ins whose calls go over a link that carries only data. The student's process gives
data, never a verdict, and never sees a hidden test.

In the order in which one should read it:

What a test cell goes through
- `plan`: the instructor's notebook: given, solved and test cells, tags, what is visible
- `adapter`: the farm's door: a notebook is judged through it like through any other judge
- `client`: starts a judge for a submission, asks it, ends it; `control` carries the messages
- `process`: the judge's process; `boot` is the code that gets the kernel's half into a kernel
- `court`: runs one test cell and says what came of it; `errors`: why a cell ends without a verdict
- `messages`: what the student reads of it
- `secret`: what the random inputs of hidden tests depend on

Where a name in a test comes from
- `names`: the globals of tests; `cell_builtins`: the builtins that differ there
- `analysis`: what cells bind, change and need; `sources`: what students have submitted
- `purity`: which arguments a solution may change, where lint has recorded nothing
- `files`: files that student code has written, for tests that look at them

What goes between test and student
- `wire`: bytes; `values`: plain data, decoded with nothing trusted
- `conversation`: requests and answers; `peer`: calls, attributes, operators
- `translate`: what is more than plain data: `handles` and `remote` (stand-ins for functions,
  classes, objects), `special_methods`, `remote_errors` and `student_errors`, `models` (Keras),
  `copies` and `shared_objects` (what exists on both sides), `seeds`
- `kernel_side`: the other half, which runs in the student's kernel and is believed nothing

`autograder lint` says before the release which tests can be judged this way.
"""
