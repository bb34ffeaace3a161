"""Importing: files of an editor become documents and records of the corpus."""
