"""What an administrator asks first: is this installation well, and if not, what is to be done."""
