"""Facts of after-sales: goods returned and complaints."""
