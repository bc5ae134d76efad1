"""Policies on the screen: the list with versions and text, the comparison, the wizard."""
