"""Evaluation: asks question sets with known answers and scores the responses."""
