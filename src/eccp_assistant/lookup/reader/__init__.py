"""The learned reader: a question and its mentions become ranked queries with probabilities."""
