"""Documents: Markdown files as text with sections, chunks and exact offsets."""
