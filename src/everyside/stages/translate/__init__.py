"""Titles, leads and cited sentences in the reader's language, each checked against its original."""
