"""The Recalls page."""
