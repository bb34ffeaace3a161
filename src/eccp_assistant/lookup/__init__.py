"""Questions that the records answer: linking words to them, asking them, saying what was asked."""
