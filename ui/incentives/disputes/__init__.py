"""Disputes: what dealers object to, row by row."""
