"""Reading the corpus folder: documents, their structure, and the records taken from them."""
