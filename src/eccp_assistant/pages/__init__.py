"""Pages: the chat, document, record and about pages, charts and maps."""
