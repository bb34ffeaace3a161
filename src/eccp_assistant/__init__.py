"""Answers questions about a small corpus with verbatim, cited passages and exact lookups."""

__version__ = "0.1.0"
