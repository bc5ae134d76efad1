"""The next-tier coach on the screen."""
