"""Boards that people arrange themselves."""
