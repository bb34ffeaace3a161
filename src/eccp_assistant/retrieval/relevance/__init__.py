"""A learned judgement of whether a sentence answers a question, run on numpy."""
