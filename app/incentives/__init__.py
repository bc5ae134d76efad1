"""Incentives: policies, arithmetic, settlement, ledger; every payout explained to the cent."""
