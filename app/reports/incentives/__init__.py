"""Documents of incentives: what a dealer is paid and why, what is approved."""
