"""Classifiers: ``prototypes`` (nearest made-up headlines in the embedder's space, and words) and ``plain`` (words alone)."""
