"""Retrieval: hybrid search, reranking, evidence selection and answerability."""
