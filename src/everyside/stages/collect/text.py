"""Plain text out of what outlets put into titles and summaries: no markup, no control, nothing invisible."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import is_normalized, normalize

# Soft hyphen, bidi marks and overrides, zero-width, annotation, noncharacters, lone surrogates, tags: all invisible, most of
# them known from spoofing. ZWNJ and ZWJ (200c, 200d) are letters' and emoji's glue and are judged by their neighbours.
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_DROP = re.compile(f"[{_INVISIBLE}]|[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f]")
_GLUE = "[\u200c\u200d]"
_LOOSE_GLUE = re.compile(rf"(?<![^\s\x00-\x7f]){_GLUE}+|{_GLUE}+(?![^\s\x00-\x7f])|(?<={_GLUE}){_GLUE}+")
_SUSPECT = re.compile(f"[<&\\x00-\\x1f\\x7f-\\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u3000{_INVISIBLE}]|  ")
# Linear on any input: a tag ends at the next angle bracket of either kind.
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?][^<>]*>")
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small")
    + ("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr")
)
_UNSEEN_START = re.compile(r"<(script|style|template|noscript|iframe)\b[^<>]*>", re.IGNORECASE)
_ASCII_LOWER = {upper: upper + 32 for upper in range(65, 91)}  # str.lower may change a text's length
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")


def plain_text(raw: str, limit: int) -> str:
    """``raw`` HTML or text as one line of at most ``limit`` characters, NFC; what is cut off is marked by an ellipsis."""
    text = raw[: max(6000, 4 * limit)]  # room for markup; a title of a megabyte costs no more than a long one
    if _SUSPECT.search(text):
        text = _strip(text, limit + 200)
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def without_tags(html: str) -> str:
    """``html`` with its tags out, for measuring how much text it holds."""
    return _TAG.sub("", html)


def _strip(text: str, enough: int) -> str:
    # Feeds escape once, twice or never: what comes out of one round of unescaping may be markup again.
    for _ in range(3):
        if "<" in text:
            text = _TAG.sub(_gap, _unseen_out(text))
        if "&" not in text or (plain := unescape(text)) == text:
            break
        text = plain
    if "<" in text:
        text = _TAG.sub(_gap, _unseen_out(text))
    text = _DROP.sub("", " ".join(text.split())[:enough])
    if "\u200c" in text or "\u200d" in text:
        text = _LOOSE_GLUE.sub("", text)
    return _OPENING.sub("< ", " ".join(text.split()))


def _gap(tag: re.Match[str]) -> str:
    """Words on both sides of a block or a picture are two words, of an inline element one."""
    return "" if tag[1] and tag[1].lower() in _INLINE else " "


def _unseen_out(text: str) -> str:
    """Without scripts, styles and their like, contents included; one that never ends takes the rest with it."""
    kept: list[str] = []
    at = 0
    lower = ""
    while match := _UNSEEN_START.search(text, at):
        kept.append(text[at : match.start()])
        lower = lower or text.translate(_ASCII_LOWER)
        end = lower.find(f"</{match[1].lower()}", match.end())
        if end < 0:
            return " ".join(kept)
        at = end
    kept.append(text[at:])
    return " ".join(kept) if len(kept) > 1 else text
