"""Before submitting: what the visible tests say of a notebook, and accidents that cost points."""
