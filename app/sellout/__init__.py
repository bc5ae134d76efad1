"""Facts of the dealers: what they sold on."""
