"""Everyside: the news from every side. Start reading at ``everyside.stages`` (the way of the data) and ``everyside.wiring``."""

__version__ = "0.1.0"
