"""What to tell people: notices by cause, and how they reach whom they are for."""
