"""Tests of storage on real databases: an SQLite file and a PostgreSQL server that is started for the session."""
