"""Who works with this workspace, and in which department."""
