"""Packages of the program for Linux, Windows and macOS, made from one description (``product.toml``)."""
