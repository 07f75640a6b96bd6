"""The only place that speaks SQL: one schema for SQLite and PostgreSQL, and functions that save and load records.

A function takes a transaction (``Tx``) from ``Database.read()`` or ``Database.write()`` and works on many records at once:
the number of statements does not grow with the number of rows, but for very long lists, which are cut into large chunks.
"""
