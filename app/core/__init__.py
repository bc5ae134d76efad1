"""What every slice stands on: database, journal, texts, time, money, files."""
