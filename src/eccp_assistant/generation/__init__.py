"""Optional language model: phrases answers from their evidence, with verification."""
