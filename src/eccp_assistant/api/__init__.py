"""The outside: HTTP API, chat page and command line."""
