"""The picture that stands for a story where its link is shared. Knows nothing of the site that serves it."""
