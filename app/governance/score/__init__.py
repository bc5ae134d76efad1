"""The quality of data by source, dealer and month, out of what checks and rules found."""
