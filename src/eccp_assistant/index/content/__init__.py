"""Content: the SQLite database of an index version."""
