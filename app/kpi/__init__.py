"""KPIs: measures kept in cells, and formulas over them."""
