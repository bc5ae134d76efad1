"""The review of a quarter in the drawer."""
