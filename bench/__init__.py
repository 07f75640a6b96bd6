"""Measurements of Everyside against its bars: ``./dev bench [NAME …]``. Development code; nothing of it is shipped.

Each benchmark is a module with ``run(folder) -> Report``. What they measure with is other people's and found through the
environment: EVERYSIDE_NEWSROOM (newsroom.py) and EVERYSIDE_EVAL_DATA, by default beside the repository.
"""
