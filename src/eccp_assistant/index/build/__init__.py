"""Build: a corpus folder becomes an index version."""
