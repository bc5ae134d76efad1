"""Data rules as records: the ones that the program brings, and those that people write."""
