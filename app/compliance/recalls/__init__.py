"""The register of recalls: which lots come back, who holds them, and who has answered."""
