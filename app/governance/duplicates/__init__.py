"""Parties that may be one and the same: names split, weights that add up and can be read, merge and its undo."""
