"""Records: YAML files of rows as checked records, each value tied to the words it was read from."""
