"""Scores by hand in the drawer of the health page."""
