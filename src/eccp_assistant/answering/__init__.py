"""From evidence to an answer: choosing sentences, composing, citing."""
