"""Settings: how the window looks, which workspace is open, who works here, backups."""
