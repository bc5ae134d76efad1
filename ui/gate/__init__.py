"""The gate map page."""
