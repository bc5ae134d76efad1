"""Proofs of the packages: a clean root, an upgrade with its data, the same bytes twice, papers for each part."""
