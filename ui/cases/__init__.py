"""The compliance register."""
