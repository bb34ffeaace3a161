"""Content: the SQLite database of an index version, written at build and read at questions."""
