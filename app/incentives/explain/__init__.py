"""Every payout explained to the cent: a tree from documents to the amount, in sentences, and why a row is not in it."""
