"""Which words of a question name kinds, fields, values, records, countries and numbers."""
