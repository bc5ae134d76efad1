"""What every page is made of: look, formats, tasks, cards, tables, charts. Knows no page."""
