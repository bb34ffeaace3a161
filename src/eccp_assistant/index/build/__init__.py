"""Build: creates an index version from a corpus folder."""
