"""Places each article in one space for all languages."""
