"""Index: embedding, building, storing and opening index versions."""
