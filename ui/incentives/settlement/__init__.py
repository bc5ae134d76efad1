"""Settlement runs and what was posted."""
