"""Facts of finance: open items of receivables."""
