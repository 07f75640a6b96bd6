"""A story in a model's words: from numbered sentences only, and shown only where the checker finds every word supported."""
