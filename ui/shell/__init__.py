"""The window around the pages: navigation, header, Ctrl+K, undo, tasks, notices."""
