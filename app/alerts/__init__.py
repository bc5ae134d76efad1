"""Alerts: what is unusual about a KPI's newest month, judged against its own past."""
