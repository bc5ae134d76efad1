"""The page of incentives: policies, settlement, accounts, laboratory, dossiers."""
