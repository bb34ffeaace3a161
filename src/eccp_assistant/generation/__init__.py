"""A language model may phrase an answer, only from its evidence, and never unchecked."""
