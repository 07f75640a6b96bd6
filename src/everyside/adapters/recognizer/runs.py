"""Names in cased scripts: runs of capitalised words that do not only begin a sentence, and what the words around them say.

The rule is ours. It errs by leaving out: a capital means nothing where a sentence begins, in a headline in title case or in
capitals, and little in languages that write every noun with one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from everyside.adapters.recognizer.cues import Cues
from everyside.records.ids import digest
from everyside.records.tags import Name, NameKind

MAX_CHARACTERS = 5000  # of a text that are read
NOUNS_TOO = ("de", "lb")  # every noun has a capital
MOST_WORDS = 6  # a longer run is a heading or a list
MOST_LETTERS = 60
TITLE_CASE = 0.7  # share of a line's longer words with a capital, from which capitals mean nothing in it
_KEY = 64  # letters of a key that are kept before its digest
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_JOINS = re.compile(r"[ \u00a0]|\.[ \u00a0]?")
_SENTENCE_END = ".!?…:;\"'«»„“”‘’(–—-*•|[/\n"
_CYRILLIC_ENDING = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ами|ями|ой|ей|ом|ем|ым|им|ою|ею|[аяуюоеыиьйії])$")


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    text: str
    opens: bool  # it begins a sentence
    plain: bool  # its line's capitals mean something

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words in a row, as they stand in the text."""

    words: tuple[Word, ...]
    role: bool = False  # a role or an honorific stands before it

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


def plain_text(text: str) -> str:
    """The beginning of ``text`` with straight apostrophes and plain spaces, of the same length; lone surrogates replaced."""
    text = text[:MAX_CHARACTERS].replace("’", "'").replace("\u00a0", " ")
    return text.encode("utf-8", "replace").decode()


def words_of(text: str, language: str) -> list[Word]:
    """The words of ``text`` (straight apostrophes), each with what its capital is worth."""
    found: list[Word] = []
    at = 0
    for line in text.splitlines(keepends=True):
        words = list(_WORD.finditer(line))
        plain = _capitals_mean_something(line, [match.group() for match in words], language)
        last = 0
        for match in words:
            gap = line[last : match.start()].strip()
            opens = not last or bool(gap and gap[-1] in _SENTENCE_END and not (gap == "." and _initial(found[-1].text)))
            found.append(Word(at + match.start(), at + match.end(), match.group(), opens, plain))
            last = match.end()
        at += len(line)
    return found


def runs_of(text: str, words: list[Word], cues: Cues) -> Iterator[Run]:
    """Runs of capitalised words, cut where a role or a word that is no name stands."""
    row: list[Word] = []
    for number, word in enumerate(words):
        if row and not _JOINS.fullmatch(text[row[-1].end : word.start]):
            yield from _cut(row, cues)
            row = []
        if row and "." in text[row[-1].end : word.start] and not _initial(row[-1].text):
            yield from _cut(row, cues)
            row = []
        inside = bool(row) and word.text in cues.particles and number + 1 < len(words) and words[number + 1].capital
        if word.plain and (word.capital or inside):
            row.append(word)
        else:
            yield from _cut(row, cues)
            row = [word] if word.text.lower() in cues.roles else []  # "president Ana Lima": the role leads the run
    yield from _cut(row, cues)


def names_of(runs: Iterable[Run], text: str, language: str, cues: Cues) -> list[Name]:
    """The names among ``runs``, each once, with how often it stands there; single words are joined to the name they end."""
    seen: dict[str, list[tuple[str, NameKind, bool]]] = defaultdict(list)  # key → (as written, kind, sure)
    singles: list[tuple[str, bool, bool]] = []
    for run in runs:
        words = _from_given_name(run.words, cues)
        if len(words) > 1 and len(words[0].text) == 1 and text[max(0, words[0].start - 1)] == ".":
            words = words[1:]  # the S of "U.S. District"
        spelled = [_bare(word.text) for word in words]
        lead = words[0]
        if len(spelled) > 1 and lead.opens and not run.role and not _leads(spelled[0].lower(), cues):
            spelled = spelled[1:]  # the sentence gave it its capital
            lead = words[1]
        while spelled and spelled[-1] in cues.particles:
            spelled.pop()
        while spelled and spelled[0] in cues.particles:
            spelled.pop(0)
        if not spelled or len(spelled) > MOST_WORDS or not 2 <= len(" ".join(spelled)) <= MOST_LETTERS:
            continue
        if len(spelled) > 1 and all(word.isupper() for word in spelled):
            continue  # shouting
        if len(spelled) == 1:
            singles.append((spelled[0], run.role, lead.opens))
        else:
            kind = _kind(spelled, run.role, cues)
            seen[key_of(spelled)].append((" ".join(spelled), kind, kind is not NameKind.NAME or language not in NOUNS_TOO))
    by_last: dict[str, str] = {}
    for key, forms in seen.items():
        if any(kind in (NameKind.PERSON, NameKind.NAME) for _, kind, _ in forms):
            by_last.setdefault(key_of([forms[0][0].rpartition(" ")[2]]), key)
    lower = {match.lower() for match in _WORD.findall(text) if match[0].islower()} if singles else set()
    for word, role, opens in singles:
        key = key_of([word])
        if home := by_last.get(key):
            seen[home].append(seen[home][0])
        elif role and len(word) > 2 and word.lower() not in cues.tails:
            seen[key].append((word, NameKind.PERSON, True))
        elif not opens and len(word) > 2 and word.lower() not in lower and language not in NOUNS_TOO:
            seen[key].append((word, NameKind.NAME, False))
    often = 2 if language not in NOUNS_TOO else MAX_CHARACTERS  # there "Autobauer Quarrel" can be had as often as one likes
    return [_joined(key, forms) for key, forms in seen.items() if len(forms) >= often or any(sure for *_, sure in forms)]


def key_of(words: Iterable[str]) -> str:
    """The same for every spelling and case ending: lower case, no accents, Cyrillic without its endings; at most 76 characters."""
    folded = []
    for word in words:
        bare = "".join(each for each in unicodedata.normalize("NFKD", word.casefold()) if each.isalnum())
        if len(bare) > 3 and "\u0400" <= bare[0] < "\u0530":
            short = _CYRILLIC_ENDING.sub("", bare)
            bare = short if len(short) > 2 else bare
        folded.append(bare)
    whole = "-".join(each for each in folded if each)
    return "name:" + (whole if len(whole) <= _KEY + 6 else f"{whole[:_KEY]}-{digest(whole, 6)}")


def _joined(key: str, forms: list[tuple[str, NameKind, bool]]) -> Name:
    kinds = Counter(kind for _, kind, _ in forms if kind is not NameKind.NAME)
    kind = kinds.most_common(1)[0][0] if kinds else NameKind.NAME
    spellings = Counter(form for form, *_ in forms)
    name = min(spellings, key=lambda form: (-spellings[form], len(form), form))
    return Name(kind=kind, key=key, name=name, count=len(forms))


def _kind(words: list[str], role: bool, cues: Cues) -> NameKind:
    first, last = words[0].lower(), words[-1].lower()
    if last in cues.things:
        return NameKind.NAME
    if last in cues.tails or first in cues.heads:
        return NameKind.ORGANISATION
    if role or first in cues.given or first.partition("-")[0] in cues.given:
        return NameKind.PERSON
    return NameKind.NAME


def _cut(row: list[Word], cues: Cues) -> Iterator[Run]:
    """The runs within a row: roles and words that are no names stand between them."""
    run: list[Word] = []
    role = False
    for number, word in enumerate(row):
        lowered = _bare(word.text).lower()
        following = row[number + 1].text.lower() if number + 1 < len(row) else ""
        is_role = lowered in cues.roles and following not in cues.tails and following not in cues.things  # "Justice Department"
        is_article = bool(run) and lowered in cues.particles  # Marine Le Pen
        if is_role or (word.capital and lowered in cues.not_names and not is_article):
            if run:
                yield Run(tuple(run), role)
            run, role = [], is_role
        elif run or word.capital:
            run.append(word)
    if run:
        yield Run(tuple(run), role)


def _from_given_name(words: tuple[Word, ...], cues: Cues) -> tuple[Word, ...]:
    """Without what stands before a first name and does not belong to it: "CNN Ana Lima", "Гидрометцентра Роман Вильфанд"."""
    for number in range(1, len(words) - 1):
        before, here = words[number - 1].text, words[number].text
        foreign = (here[0] > "\u0400") != (before[0] > "\u0400")
        if foreign or (here.lower() in cues.given and (here[0] > "\u0400" or (before.isupper() and len(before) > 1))):
            return words if words[0].text.lower() in cues.given else words[number:]
    return words


def _leads(first: str, cues: Cues) -> bool:
    return first in cues.given or first in cues.heads


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "'S")) else word


def _initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() or word in ("Dr", "Mr", "Mrs", "Ms", "St", "Sen", "Rep", "Gov", "Gen", "Lt", "Prof")


def _capitals_mean_something(line: str, words: list[str], language: str) -> bool:
    longer = [word for word in words if len(word) > 3]
    if len(longer) > 2 and sum(word.isupper() for word in longer) > len(longer) / 2:
        return False
    if len(words) < 4 and not line.rstrip().endswith("."):  # a heading, or nobody can tell
        return not all(word[0].isupper() for word in words)
    if language in NOUNS_TOO or len(longer) < 4 or line.rstrip().endswith("."):  # headlines have no full stop
        return True
    return sum(word[0].isupper() for word in longer) < TITLE_CASE * len(longer)
