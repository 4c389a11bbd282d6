"""What an instructor runs: build notebooks from text, grade a class, report on it."""
