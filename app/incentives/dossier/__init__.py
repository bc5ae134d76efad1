"""Dossiers of adjustments: from a change of health over a proposal, its effect and its approval to a new version."""
