"""A card as a PNG of 1200 × 630, the size link previews are cut to (https://ogp.me gives the tags, each network the size).

The picture is made as SVG, whose texts are escaped and bounded, and drawn by resvg, which shapes every script, with the fonts of
this machine that the text needs and no others. 45 ms of one core for a Latin headline, 76 with the CJK fonts; one is drawn at a
time, and the ``KEPT`` asked for last are kept.
"""

from __future__ import annotations

import threading
import unicodedata
from collections import OrderedDict
from functools import cache
from hashlib import sha256
from html import escape

from everyside.pages.card import Card
from everyside.publish.card.fonts import Choice, choose, installed, needs_glyph
from everyside.publish.card.lines import broken, right_to_left
from everyside.records.rating import Side

VERSION = "card/1"
WIDTH, HEIGHT = 1200, 630
MARGIN = 64
KEPT = 256  # pictures: some 10 MB at 40 kB each
WAITING = 4  # threads that wait for a drawing at most; the others would be lacking where pages are read
SIZES = ((76, 3), (64, 4), (54, 4), (46, 5), (40, 6), (34, 7))  # of the headline's letters, and lines that fit
LINE = 1.22
MARKS = 3  # on a letter: Vietnamese and Hebrew need two, Indic scripts three
LEGIBLE = 0.9  # share of a headline's characters that a font must have for it to be shown
# The light theme of static/css/00-tokens.css: a picture has no theme.
PAPER, INK, SOFT, WARN = "#fdfcf9", "#1a1916", "#5b584f", "#ffe9a8"
FILL = {Side.LEFT: "#1a4a8a", Side.CENTER: "#979183", Side.RIGHT: "#bd4a12", Side.UNRATED: "url(#hatch)"}
ON = {Side.LEFT: "#ffffff", Side.CENTER: INK, Side.RIGHT: "#ffffff", Side.UNRATED: INK}
BAR_TOP, BAR_HEIGHT = 462, 52

_waiting = threading.BoundedSemaphore(WAITING)
_drawing = threading.Lock()
_keeping = threading.Lock()
_kept: OrderedDict[Card, bytes] = OrderedDict()


class Busy(Exception):
    """Too many pictures are asked for at once; try again."""


@cache
def available() -> bool:
    """Whether this machine has a font to write with."""
    return bool(choose("Aa1").fonts)


def etag(card: Card) -> str:
    """Of the picture of ``card``, without drawing it."""
    return f'"{sha256(f"{VERSION} {card!r} {len(installed())}".encode("utf-8", "replace")).hexdigest()[:16]}"'


def draw(card: Card) -> bytes:
    """PNG.

    Raises:
        Busy: others wait for theirs already.
    """
    if (kept := _held(card)) is not None:
        return kept
    if not _waiting.acquire(blocking=False):
        raise Busy
    try:
        with _drawing:
            if (kept := _held(card)) is not None:  # drawn by whoever was before us
                return kept
            made = _drawn(card)
            with _keeping:
                _kept[card] = made
                if len(_kept) > KEPT:
                    _kept.popitem(last=False)
            return made
    finally:
        _waiting.release()


def _held(card: Card) -> bytes | None:
    with _keeping:
        if card in _kept:
            _kept.move_to_end(card)
        return _kept.get(card)


def _drawn(card: Card) -> bytes:
    import resvg_py

    headline, chosen = _shown(card)
    words = choose(card.site + card.facts + card.legend + MADE_UP)
    files = dict.fromkeys(str(font.file) for font in (*chosen.fonts, *words.fonts))
    svg = _svg(card, headline, chosen, words)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(files)))


MADE_UP = "A made-up newsroom: this is fiction"


def _shown(card: Card) -> tuple[str, Choice]:
    """The headline and its fonts, less single characters that none has; where no font has its script, words that say so."""
    written = _unpiled(card.headline)
    chosen = choose(written)
    letters = [character for character in written if needs_glyph(character)]
    lacking = sum(character in chosen.missing for character in letters)
    if letters and lacking <= (1 - LEGIBLE) * len(letters):
        headline = " ".join("".join(each for each in written if each not in chosen.missing).split())
        return headline, choose(headline)
    said = f"A story in {card.language}"
    return said, choose(said)


def _unpiled(text: str) -> str:
    """``text`` with at most ``MARKS`` marks on a letter: piled up they would be drawn over all that stands above."""
    kept: list[str] = []
    piled = 0
    for character in text:
        piled = piled + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if piled <= MARKS:
            kept.append(character)
    return "".join(kept)


def _svg(card: Card, headline: str, chosen: Choice, words: Choice) -> str:
    size, lines = _set(headline, chosen)
    rtl = right_to_left(headline)
    family, plain = _family(chosen), _family(words)
    weight = chosen.fonts[0].weight if chosen.fonts else 400
    x = WIDTH - MARGIN if rtl else MARGIN
    top = 140 if card.fiction else 120
    text = "".join(
        f'<text x="{x}" y="{top + size + at * size * LINE:.0f}" direction="{"rtl" if rtl else "ltr"}" font-family="{family}" '
        f'font-size="{size}" font-weight="{weight}" text-anchor="{"end" if rtl else "start"}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    fiction = (
        f'<rect width="{WIDTH}" height="44" fill="{WARN}"/><text x="{WIDTH / 2}" y="30" text-anchor="middle" '
        f'font-family="{plain}" font-size="22" fill="{INK}">{MADE_UP}</text>'
    )
    head = 92 if card.fiction else 72
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" fill="{INK}">'
        f'<pattern id="hatch" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="12" height="12" fill="{PAPER}"/><rect width="3" height="12" fill="#b9b4a6"/></pattern>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>{fiction if card.fiction else ""}'
        f'<text x="{MARGIN}" y="{head}" font-family="{plain}" font-size="30" font-weight="700">{escape(card.site[:60])}</text>'
        f'<rect x="{MARGIN}" y="{head + 16}" width="{WIDTH - 2 * MARGIN}" height="3"/>{text}{_bar(card, plain)}</svg>'
    )


def _bar(card: Card, family: str) -> str:
    long = WIDTH - 2 * MARGIN
    pieces = []
    for each in card.segments:
        left, width = MARGIN + float(each.x) * long / 100, float(each.width) * long / 100
        stroke = SOFT if each.side is Side.UNRATED else PAPER
        pieces.append(
            f'<rect x="{left:.1f}" y="{BAR_TOP}" width="{width:.1f}" height="{BAR_HEIGHT}" fill="{FILL[each.side]}" '
            f'stroke="{stroke}" stroke-width="2"/>'
        )
        if each.letter and each.side is not Side.UNRATED:
            pieces.append(
                f'<text x="{left + width / 2:.1f}" y="{BAR_TOP + 37}" text-anchor="middle" font-family="{family}" font-size="30" '
                f'font-weight="700" fill="{ON[each.side]}">{escape(each.letter)}</text>'
            )
    said = f'font-family="{family}" font-size="27"'
    under = BAR_TOP + BAR_HEIGHT + 42
    legend = f'<text x="{MARGIN}" y="{under}" {said}>{escape(card.legend[:90])}</text>' if card.legend else ""
    facts = f'<text x="{MARGIN}" y="{under + 40}" {said} fill="{SOFT}">{escape(card.facts)}</text>'
    return "".join(pieces) + legend + facts


def _set(headline: str, chosen: Choice) -> tuple[int, list[str]]:
    """The largest size at which the headline fits, and its lines; cut where it fits at none."""
    for size, lines in SIZES:
        if made := broken(headline, chosen.width, (WIDTH - 2 * MARGIN) / size, lines):
            return size, made
    size, lines = SIZES[-1]
    for end in range(len(headline), 0, -10):
        if made := broken(headline[:end].rstrip() + "…", chosen.width, (WIDTH - 2 * MARGIN) / size, lines):
            return size, made
    return size, []


def _family(choice: Choice) -> str:
    return escape(", ".join(f"'{font.family}'" for font in choice.fonts if "'" not in font.family)) or "serif"
