"""Rebate accounts of dealers."""
