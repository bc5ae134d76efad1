"""Is there a newer version: asked of a folder or an address, never forced, only with head office's signature."""
