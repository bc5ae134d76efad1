"""What decisions were to change, and what they changed."""
