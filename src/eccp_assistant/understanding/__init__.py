"""What a question is: its language, its words, what they mean, and what it follows up."""
