"""How pages are said: the same page records as a web site and, later, an API, feeds and mail."""
