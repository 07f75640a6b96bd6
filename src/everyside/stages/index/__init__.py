"""Makes articles findable by their words, in any language."""
