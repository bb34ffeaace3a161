"""Turning a corpus into an index version, and opening one."""
