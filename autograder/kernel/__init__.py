"""Kernels: a student's cells run in a process, a folder and within limits of their own."""
