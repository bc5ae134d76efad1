"""What runs over several slices: the import pipeline, and the table of scheduled work."""
