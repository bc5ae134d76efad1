"""Taking files in: batches, the way from a file to its rows, what was put aside, profiles."""
