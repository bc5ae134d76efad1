"""Scores that people give by hand, with their evidence, as indicators of the health model."""
