"""Dealers: the list, and the card of one."""
