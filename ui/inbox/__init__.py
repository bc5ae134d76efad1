"""What wants looking after, on one page."""
