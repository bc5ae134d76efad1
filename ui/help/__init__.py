"""The manager's guide inside the program."""
