"""Facts of the ERP and TMS: orders, order lines, shipments."""
