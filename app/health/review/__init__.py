"""The review of a quarter: figures frozen, commented, grades calibrated side by side, signed, published."""
