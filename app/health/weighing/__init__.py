"""Weights by rule instead of by hand: judged pair by pair (AHP), or read out of figures (entropy, CRITIC)."""
