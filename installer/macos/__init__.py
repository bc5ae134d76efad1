"""What only macOS needs: the disk image with the program, signed and notarised where identities are given."""
