"""Whether a written sentence says only what the sentences it cites say. Strict: an honest one may be lost, no false one may pass.

It compares words, not meanings: a claim made up of the cited sentences' own words in another order would pass (Kryscinski et al.
2020 list such swaps). So each check asks for more than words: names with what stands before them, numbers with what is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from everyside.language import numbers, wording
from everyside.language.sentences import stem, tokens
from everyside.stages.write import polarity

LIKENESS = 0.6  # of the written content words, at least, stand in the cited sentences; how it was chosen: docs/methodology.md
ALONE = 0.3  # … in one cited sentence, from which it counts as one that says it
SHORTEST, LONGEST = 20, 360  # characters
LONGEST_HEADLINE = 140
MOST_CITED = 8  # sentences; more is no evidence but a list
CONTENT = 4  # letters of a content word; shorter ones are mostly function words
BEHIND, NEAR = 2, 4  # words before and after a number in which what is counted is named
BESIDE = 5  # words before and after a name
BEFORE = 3  # words before a name in which "former" belongs to it

_NAME = re.compile(r"[^\W\d_][\w]*(?:['’.-]\w+)*")
_MARKUP = re.compile(r"https?:|www\.|\w@\w|[<>{}\[\]`|\\^~]|\*\*|__|^[#>*•-]\s|&#?\w+;|\n")
_ODD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_QUOTED = re.compile(
    r"[\"“„”«»‟]([^\"“„”«»‟]*)(?:[\"“„”«»‟]|$)|‘([^‘’]+(?:’\w[^‘’]*)*)’(?!\w)|(?<!\w)'([^']{3,}(?:'\w[^']*)*)'(?!\w)"
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|ignoriere|ignorez|ignora|ignore|negeer|zignoruj|игнорируй\w*)\b.{0,60}?"
    r"\b(?:instruc\w+|instruk\w+|instrui\w+|istruzioni|anweisung\w*|polece\w+|инструкци\w+|prompts?|"
    r"(?:previous|above|prior|preceding) (?:text|orders?|messages?|sentences?|rules?|directions?))"
    r"|\b(?:system|developer)\s*(?:prompt|message)|\bSYSTEM\s*:"
    r"|\b(?:you are|you're|act as|as) an? (?:ai|language model|helpful assistant)\b"
    r"|\b(?:assistant|user)\s*:|\bnumbered sentences?\b|\bprompt injection\b|\bim_(?:start|end)\b|\bINST\b"
    r"|\b(?:write|output|print|respond with|reply with|answer with|your (?:headline|summary|answer))\b[^.]{0,25}:\s*[\"“'(]?[A-Z]",
    re.IGNORECASE,
)
MOST_READ = 6000  # characters of a text in which orders are looked for; what is cited stands before
_VAGUE = frozenset({"a", "an", "once", "half", "both", "pair", "couple"})  # "a" is no 1
_CAPITAL_NOUNS = frozenset({"de"})  # every noun is written as a name is
_SUFFIXES = ("", "s", "n", "i")  # Russia, Russian; Israel, Israeli; the Bidens


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A sentence a writer may cite, cleaned, in the language that is written."""

    number: int
    text: str
    group: str  # of one group counts as one independent text
    side: str
    shown: bool  # it is a quote of an extracted bullet, so readers see it anyway


def fault(text: str, cited: Sequence[Numbered], language: str, ordinary: Collection[str], longest: int = LONGEST) -> str:
    """Why ``text`` may not be shown, in a word; empty if it may.

    ``no-citation``, ``length``, ``markup``, ``orders``, ``language``, ``quotation``, ``number``, ``date``, ``name``, ``former``
    (a state such as former, acting or alleged was dropped or added), ``negation``, ``opposite``, ``loaded``, ``unlike``,
    ``one-text`` (only one text says it, and no extracted bullet shows that one). ``ordinary``: words in small letters of all the
    story's sentences; a sentence may begin with one of them.
    """
    if not cited or len(cited) > MOST_CITED:
        return "no-citation"
    if not SHORTEST <= len(text) <= longest:
        return "length"
    if _MARKUP.search(text) or any(unicodedata.category(letter) in _ODD for letter in text):
        return "markup"
    if looks_like_orders(text):
        return "orders"
    if language not in polarity.CHECKED or _other_script(text, language):
        return "language"
    if found := _unsaid(text, cited, language, ordinary):
        return found
    return "" if _stands_without_any(text, cited, language, ordinary) else "one-text"


def looks_like_orders(text: str) -> bool:
    """Whether a text speaks to a model, or as one."""
    return bool(_ORDERS.search(text[:MOST_READ]))


def likeness(text: str, cited: Sequence[Numbered]) -> float:
    """The share of the content words of ``text`` that stand in the cited sentences."""
    said = _content(text)
    there = {word for each in cited for word in _content(each.text)}
    return sum(word in there for word in said) / len(said) if said else 0.0


def _content(text: str) -> set[str]:
    return {stem(token) for token in tokens(text) if len(token) >= CONTENT or any(letter.isdigit() for letter in token)}


def _unsaid(text: str, cited: Sequence[Numbered], language: str, ordinary: Collection[str]) -> str:
    """What of ``text`` the cited sentences do not say."""
    quoted = [_plain(quote) for each in cited for quote in quotations(each.text)]
    if not all(any(_plain(quote) in each for each in quoted) for quote in quotations(text)):
        return "quotation"
    if not _numbers_stand(text, cited, language):
        return "number"
    there = [word for each in cited for word in polarity.spoken(each.text)]
    said = polarity.spoken(text)
    if not polarity.counts(said, language) <= set(there):
        return "number"
    if not polarity.days(said, language) <= set(there):
        return "date"
    if not _names_stand(text, cited, language, ordinary):
        return "name"
    if _state_changed(said, cited, language):
        return "former"
    if _negation_changed(text, said, cited, language):
        return "negation"
    if polarity.turned(set(said), set(there), language):
        return "opposite"
    if not _loaded_is_shared(text, cited, language):
        return "loaded"
    return "" if likeness(text, cited) >= LIKENESS else "unlike"


def _stands_without_any(text: str, cited: Sequence[Numbered], language: str, ordinary: Collection[str]) -> bool:
    """Whether no single text carries it that readers would not see anyway: one hostile article must not be able to speak alone."""
    for group in {each.group for each in cited if not each.shown}:
        rest = [each for each in cited if each.group != group or each.shown]
        if not rest or _unsaid(text, rest, language, ordinary):
            return False
    return True


# Quotations


def quotations(text: str) -> list[str]:
    """What stands between quotation marks of any kind, a mark that is not closed reaching to the end."""
    return [quote.strip(" ,.;") for found in _QUOTED.findall(text) for quote in found if quote.strip(" ,.;")]


def _plain(text: str) -> str:
    """Marks and spaces as typewriters have them, for comparing to the letter otherwise."""
    return " ".join(text.replace("’", "'").replace("‘", "'").split())


# Numbers


def _numbers_stand(text: str, cited: Sequence[Numbered], language: str) -> bool:
    """Stricter than ``numbers.missing``, which grants a translation small numbers in words and other ways to write a date."""
    there = [_values(each.text, language) for each in cited]
    if language == "en" and not set(_spelled(text)) <= set().union(*there):
        return False
    for number in numbers.numbers(text, language):
        wanted = {round(value * number.scale, 6) for value in number.values}
        having = [each for each, values in zip(cited, there, strict=True) if wanted & values]
        if not having:
            return False
        # 15 of what? Some cited sentence has one of the words next to the written number next to it, too.
        around = _around(text, number.text)
        if around and not any(number.text not in each.text or around & _around(each.text, number.text) for each in having):
            return False
    return True


def _values(text: str, language: str) -> set[float]:
    """What the numbers of a text may mean, in figures and (English) in words."""
    figures = {round(value * number.scale, 6) for number in numbers.numbers(text, language) for value in number.values}
    return figures | (set(_spelled(text)) if language == "en" else set())


def _around(text: str, digits: str) -> set[str]:
    """The content words closest to the first ``digits``, stemmed: what is counted, and what was done to it."""
    at = text.find(digits)
    if at < 0:
        return set()
    close = tokens(text[:at])[-BEHIND:] + tokens(text[at + len(digits) :])[:NEAR]
    return {stem(word) for word in close if len(word) >= CONTENT}


def _spelled(text: str) -> Iterator[float]:
    """English numbers in words: twenty-three as 23, two hundred as 200."""
    value: float | None = None
    for word in [*re.findall(r"[a-z]+|[^a-z\s-]", text.lower()), ""]:
        found = numbers.SPELLED.get(word) if word not in _VAGUE else None
        if found is None:
            if value is not None:
                yield value
            value = None
        elif value is None:
            value = found if found < 100 else None  # "3 million" is told in figures
        elif found >= 100:
            value *= found
        elif found < 10 and value % 10 == 0 and value >= 20:
            value += found
        else:
            yield value
            value = found


# Names


def _names_stand(text: str, cited: Sequence[Numbered], language: str, ordinary: Collection[str]) -> bool:
    """Whether each name is cited, and two next to each other stand so in one sentence: no first name with another's last."""
    there = [[_folded(found.group()) for found in _NAME.finditer(each.text)] for each in cited]
    before = None
    for found in _names(text, language, ordinary):
        places = [{at for at, word in enumerate(words) if _same_name(_folded(found.group()), word, language)} for words in there]
        if not any(places) or not _in_its_place(found.group(), found.start(), found.end(), text, cited):
            return False
        adjacent = before and before[0] == found.start() - 1 and text[before[0]] in " -"
        if before and adjacent and not any(_close(one, other) for one, other in zip(before[1], places, strict=True)):
            return False
        before = (found.end(), places)
    return True


def _in_its_place(name: str, start: int, end: int, text: str, cited: Sequence[Numbered]) -> bool:
    """Whether a word next to the written name stands next to it in a cited sentence: who did it, and to whom."""
    around = _beside(text, start, end)
    near = [
        _beside(each.text, found.start(), found.end())
        for each in cited
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", each.text)
    ]
    return not around or not near or any(around & words for words in near)


def _beside(text: str, start: int, end: int) -> set[str]:
    close = tokens(text[:start])[-BESIDE:] + tokens(text[end:])[:BESIDE]
    return {stem(word) for word in close if len(word) >= CONTENT}


def _close(earlier: set[int], later: set[int]) -> bool:
    return any(0 < at - first <= BEFORE for first in earlier for at in later)


def _names(text: str, language: str, ordinary: Collection[str]) -> Iterator[re.Match[str]]:
    """Capitalised words; one that begins a sentence only where it is no ordinary word."""
    for found in _NAME.finditer(text):
        word = found.group()
        if not any(letter.isupper() for letter in word):
            continue
        before = text[: found.start()].rstrip(" \"“„«‘'(")
        begins = not before or before[-1] in ".!?:…"
        if begins and (word.casefold() in ordinary or len(word) == 1):
            continue
        yield found


def _same_name(wanted: str, there: str, language: str) -> bool:
    """Both folded. A part of a compound is the name, too: Trump in Trump-era."""
    if there == wanted or _inflected(wanted, there, language) or _inflected(there, wanted, language):
        return True
    if language in _CAPITAL_NOUNS and len(wanted) > 5 and stem(wanted) == stem(there):
        return True
    return "-" in there and wanted in there.split("-")


def _inflected(base: str, longer: str, language: str) -> bool:
    if len(base) < 4 or not longer.startswith(base):
        return False
    rest = longer[len(base) :]
    return rest in _SUFFIXES or (language != "en" and len(base) >= 5 and len(rest) <= 2)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'").replace(".", ""))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _negation_changed(text: str, said: list[str], cited: Sequence[Numbered], language: str) -> bool:
    """Whether a negation was taken away, or one written that no cited sentence has of the same."""
    denying = polarity.negations(language)
    supporting = [each for each in cited if likeness(text, [each]) >= ALONE] or list(cited)
    if denying.isdisjoint(said):
        return all(polarity.negates(each.text, language) for each in supporting)
    there = [found for each in cited for found in _after(polarity.spoken(each.text), denying, 2 * NEAR)]
    return not all(any(what & found or not what for found in there) for what in _after(said, denying, NEAR))


def _after(words: list[str], marks: Collection[str], reach: int) -> list[set[str]]:
    """For each of ``marks`` in ``words`` the stems of the content words behind it."""
    return [
        {stem(word) for word in words[at + 1 : at + 1 + reach] if len(word) >= CONTENT}
        for at, each in enumerate(words)
        if each in marks
    ]


def _state_changed(said: list[str], cited: Sequence[Numbered], language: str) -> bool:
    """Whether "former", "acting", "alleged" … was added, or taken from a word that has it wherever it is cited."""
    there = [polarity.spoken(each.text) for each in cited]
    for at, state in enumerate(said[:-1]):
        if state in polarity.states(said, language):
            after = said[at + 1]
            if not any(state in states for words in there for states in _states_of(after, words, language)):
                return True
    for word in {word for word in said if len(word) >= CONTENT} - polarity.states(said, language):
        cited_as = [states for words in there for states in _states_of(word, words, language)]
        if cited_as and all(cited_as):
            wanted = set().union(*cited_as)
            if not all(states & wanted for states in _states_of(word, said, language)):
                return True
    return False


def _states_of(word: str, words: list[str], language: str) -> list[set[str]]:
    """For each time ``word`` stands there, the states around it."""
    return [
        polarity.states(words[max(0, at - BEFORE) : at] + words[at + 1 : at + 2], language)
        for at, each in enumerate(words)
        if each == word
    ]


# Tone and script


def _loaded_is_shared(text: str, cited: Sequence[Numbered], language: str) -> bool:
    """A loaded word stands only where all the cited sentences have it, or those of two sides."""
    for found in wording.of(language).loaded.finditer(text):
        word = found.group().casefold()
        having = [each for each in cited if word in each.text.casefold()]
        if len(having) < len(cited) and len({each.side for each in having}) < 2:
            return False
    return True


def _other_script(text: str, language: str) -> bool:
    """Whether letters of another script than the language's stand there."""
    own = "CYRILLIC" if language == "ru" else "LATIN"
    letters = [unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]
    return not letters or sum(script not in (own, "LATIN") for script in letters) > 0 or letters.count(own) * 2 < len(letters)
