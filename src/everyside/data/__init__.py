"""What Everyside knows as data and not as code: TOML and CSV files that a non-programmer can edit.

``outlets/`` holds one file a country with the outlets that are read by default; ``ratings/`` is where rating packs go.
``everyside.knowledge`` reads and checks both.
"""
