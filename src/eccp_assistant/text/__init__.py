"""Text: normalisation, tokens, sentences, numbers and dates; knows no corpus."""
