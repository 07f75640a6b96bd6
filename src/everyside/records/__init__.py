"""What flows through Everyside, as frozen dataclasses on the standard library alone.

Foreign input is validated once, at the border; from there on a record that exists is a record that holds.
"""
