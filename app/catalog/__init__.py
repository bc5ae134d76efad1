"""Products, product groups, places and areas."""
