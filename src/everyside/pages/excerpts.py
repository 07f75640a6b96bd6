"""Cutting texts of any script for display."""

from __future__ import annotations

EXCERPT_LENGTH = 300  # characters, the ellipsis included
QUOTE_LENGTH = 600


def excerpt(text: str, length: int = EXCERPT_LENGTH) -> str:
    """At most ``length`` characters on one line, cut between words where the script has spaces, with an ellipsis."""
    flat = " ".join(text[: 4 * length].split())
    if len(flat) <= length:
        return flat
    cut = flat[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space >= length * 2 // 3 else cut).rstrip(" ,;:–—-") + "…"
