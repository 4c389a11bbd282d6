"""Lets the tests of this folder import the modules beside them (grading_notebooks and so on)."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
