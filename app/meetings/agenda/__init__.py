"""The agenda that writes itself: one file for each part of it, each proposing items out of the month's facts."""
