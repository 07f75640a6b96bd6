"""Counts who reports a story: sides, unrated, factuality, languages, countries, who was first."""
