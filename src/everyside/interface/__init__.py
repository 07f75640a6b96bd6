"""The site's own words, numbers and dates in the language of whoever reads: messages in English, a file for each other language."""
