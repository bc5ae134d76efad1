"""The health page: a quarter's ranking, a dealer's sheet, and the reports made of them."""
