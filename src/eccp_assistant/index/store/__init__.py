"""Store: immutable index versions on disk and the pointer to the current one."""
