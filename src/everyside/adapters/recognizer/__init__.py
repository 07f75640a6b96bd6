"""Recognizers: ``gazetteer`` (places of the world in many languages, and a rule for other names) and ``plain`` (the rule alone)."""
