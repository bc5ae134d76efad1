"""A quarter's adjustments of a region on one screen."""
