"""What dealers may do and what they did against the rules."""
