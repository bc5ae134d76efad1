"""Statements of account (对账单): issued, sealed and returned or objected to, confirmed."""
