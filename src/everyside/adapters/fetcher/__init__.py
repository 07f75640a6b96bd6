"""Fetchers: ``aiohttp_fetcher`` asks the web politely, ``plain`` answers from a dictionary or a folder."""
