"""The page of KPIs: what each means, and those that people write."""
