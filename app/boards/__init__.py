"""Boards that people arrange from tiles, save and share."""
