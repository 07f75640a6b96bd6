"""What a translator is given, and which of its answers may be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from everyside.ports import Translator
from everyside.records.translation import Translation, key
from everyside.stages.translate import checks

VERSION = "translate/1"
SHOUTED = 0.8  # share of capitals among the letters from which a text is read as if it were written plainly
SHOUTED_LETTERS = 12  # at least: an abbreviation is no shouting

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_JOINERS = "\u200c\u200d"  # they tell words apart in Persian and in the scripts of India


def made_by(translator: Translator, source: str, target: str) -> str:
    return f"{VERSION}+{translator.pairs[source, target]}>{target}"


def prepared(text: str) -> str:
    """A text as translators know them: on one line, without tags, control characters and pictures (which small models answer with
    a row of quotation marks), in small letters where it is shouted (of which they make nonsense)."""
    plain = " ".join("".join(_kept(letter) for letter in _TAG.sub(" ", text)).split())
    cased = [letter for letter in plain if letter.isupper() or letter.islower()]
    if len(cased) >= SHOUTED_LETTERS and sum(letter.isupper() for letter in cased) > SHOUTED * len(cased) and " " in plain:
        return plain[:1].upper() + plain[1:].lower()
    return plain


def translate(translator: Translator, texts: Sequence[str], source: str, target: str) -> list[Translation]:
    """Each text once, checked. Reasons of failure are those of ``checks.reason``, and ``no-answer`` where the translator has none.

    Raises:
        Transient: the translator cannot be used at present.
    """
    originals = list(dict.fromkeys(texts))
    plain = [prepared(text) for text in originals]
    answers = translator.translate(plain, source, target)
    by = made_by(translator, source, target)
    made = []
    for original, given, answer in zip(originals, plain, answers, strict=True):
        text = " ".join((answer or "").split())
        failed = "no-answer" if answer is None else checks.reason(given, text, source, target) if given else ""
        made.append(
            Translation(
                key=key(source, target, original),
                source=source,
                target=target,
                text="" if failed else text,
                failed=failed,
                made_by=by,
            )
        )
    return made


def _kept(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isprintable() else " "
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
        return " "
    if kind == "Cf":
        return letter if letter in _JOINERS else ""
    if kind == "So" and ("\u2190" <= letter <= "\u2bff" or letter >= "\U0001f000") or "\ufe00" <= letter <= "\ufe0f":
        return " "
    return "" if "\U0001f3fb" <= letter <= "\U0001f3ff" else letter
