"""Targets: plans of a year by KPI, region, dealer, product group and month; goals of everything that adds to no sum."""
