"""Measurements over public question sets, run by hand; the package does not import them."""
