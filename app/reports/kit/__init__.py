"""What every PDF is made of: the font, lines of text, pages, tables, charts."""
