"""Encryption of a workspace at rest: its key, the recovery code, turning on and off, change of key."""
