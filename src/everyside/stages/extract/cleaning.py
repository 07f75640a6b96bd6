"""Text that is fit to store, compare, quote and show."""

from __future__ import annotations

import html
import re
from unicodedata import is_normalized, normalize

# Controls, surrogates, non-characters and invisible format characters. ZWNJ and ZWJ stay: Persian, Indic scripts and emoji
# need them. Bidi marks, embeddings, overrides and isolates go: they let a title change how the page around it reads.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f]+"
)
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--.{0,2000}?--)>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def clean_line(text: str, limit: int | None = None) -> str:
    """One line: NFC, invisible characters dropped, every run of white space one space, at most ``limit`` characters."""
    text = " ".join(_INVISIBLE.sub("", text).split())
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    if limit is not None and len(text) > limit:
        text = text[:limit].rstrip()
    return text


def clean_text(text: str, limit: int) -> str:
    """Paragraphs, one a line, each as ``clean_line``; empty ones dropped; at most ``limit`` characters."""
    text = "\n".join(line for line in map(clean_line, text.splitlines()) if line)
    return text if len(text) <= limit else text[:limit].rstrip()


def plain(markup: str, limit: int) -> str:
    """One line of plain text from a value that may carry tags and (doubly) escaped entities, as titles in the wild do."""
    text = markup[: limit * 8]  # enough for any markup around a value of that length; bounds the work
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
        if "<" in text:
            text = _TAG.sub(" ", text)
    return clean_line(text, limit)
