"""Embedding: models that turn texts into vectors, and the bundled one."""
