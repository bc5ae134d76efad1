"""Whether a dealer may receive goods on a day, and which document decides it."""
