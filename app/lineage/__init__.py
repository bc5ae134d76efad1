"""From a figure to the rows that make it, to their batch, to the file and to the cell."""
