"""Judging: what counts of a submission, what its test cells say, what a student may read of it."""
