"""What headlines mean: vectors, stories, topics, language. Knows texts and numbers only, no database."""
