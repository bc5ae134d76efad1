"""Flows: what is matched, the balance of goods, and what is withheld."""
