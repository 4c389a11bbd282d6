"""The run over a class: which submissions, on how many processes, with which result."""

import sys

# jsonschema, which nbformat needs, would import this for a format that notebooks don't use. It
# builds a grammar on import: a second of CPU time in every process that reads a notebook.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
