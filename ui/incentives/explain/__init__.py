"""A payout explained: its tree, its rows, its statement."""
