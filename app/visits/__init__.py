"""Visits to dealers: the plan of a month, the sheet before the door, what came of it."""
