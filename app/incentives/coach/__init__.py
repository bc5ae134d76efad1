"""The way to the next tier: what is missing, what it earns, how likely it is, and where nobody should push for it."""
