"""Claims: figures and statements of the documents, checked against the records and each other."""
