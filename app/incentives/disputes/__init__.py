"""Disputes: a dealer's list of documents against ours, row by row, with an outcome for each that differs."""
