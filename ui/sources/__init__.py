"""Where data come from by themselves: databases, endpoints, watched folders, and how their runs went."""
