"""History: every transaction of the workspace, what it changed, and whether the journal is whole."""
