"""KPIs that people write: a formula over measures; everything else about them follows from it."""
