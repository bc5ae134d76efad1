"""The ledger of incentives: what was accrued, credited, paid, used and taken back; only ever added to."""
