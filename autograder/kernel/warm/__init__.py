"""Warm kernels: forked from a process that has imported everything and done nothing."""
