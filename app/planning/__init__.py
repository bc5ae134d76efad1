"""Targets by dealer, product group and month."""
