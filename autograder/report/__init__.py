"""What an instructor reads after a run: the table on the terminal and the page."""
