"""The web site: FastAPI and Jinja2 over page records. It works without JavaScript and asks no other host for anything."""
