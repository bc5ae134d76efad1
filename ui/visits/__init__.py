"""The plan of visits."""
