"""Market development funds: money for activities, asked for, approved, proven, claimed and paid within a budget."""
