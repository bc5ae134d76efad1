"""Facts of the WMS and the dealers: stock lists."""
