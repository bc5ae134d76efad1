"""The Products page: units, and rows whose unit is suspicious."""
