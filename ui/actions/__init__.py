"""What people owe, on one page."""
