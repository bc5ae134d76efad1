"""Approvals: who may approve what, by own passphrase or recorded from the company's approval system."""
