"""Data one can trust: rules of quality, duplicates."""
