"""Facts of surveys: satisfaction and recommendation."""
