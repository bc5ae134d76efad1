"""Search over everything that was ever said in meetings, in Chinese and in English."""
