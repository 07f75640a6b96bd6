"""Finds articles that carry the same text (wire copy, syndication): a copy group counts as one independent text."""
