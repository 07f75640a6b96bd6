"""Says what articles and stories are about: topics, places, people, organisations."""
