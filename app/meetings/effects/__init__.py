"""Whether decisions worked: what each is expected to change, difference-in-differences, and what it opened."""
