"""The page of approvals: what waits, what was decided, the rules, and who has a passphrase."""
