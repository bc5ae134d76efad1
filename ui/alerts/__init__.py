"""Alerts: rules, their back-test, and what they found."""
