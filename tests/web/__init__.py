"""The site over a real database, asked through HTTP."""
