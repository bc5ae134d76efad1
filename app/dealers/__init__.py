"""Parties in the roles dealer, terminal, supplier and carrier, with their codes and parents."""
