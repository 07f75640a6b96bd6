"""Who speaks the words in quotation marks: a name in the clause of reporting beside them, in its longest form in that article.

A pronoun is resolved only where the sentence before names exactly one person; else nobody is named. Never across articles.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from everyside.language.sentences import unspaced
from everyside.stages.examine import reporting
from everyside.stages.examine.reporting import Reporting

ANTECEDENT = 600  # characters before a quotation in which the sentence before it stands
CLAUSE = 140  # characters beside a quotation in which who speaks is told
MAX_WORDS = 7  # of a name with the titles before it
TITLE_WORDS = 4  # in small letters, between a verb of saying and a name
SHORT_TEXT = 20_000  # characters of an article searched for a name's longest form

_PARTICLE = r"(?:de|da|do|dos|del|della|di|du|van|von|der|den|bin|bint|al|el|ter|la|le)"
_CAPITAL = r"(?:[^\W\d_a-zà-öø-ÿа-яё]\.(?=\s)|[^\W\d_a-zà-öø-ÿа-яё][^\W\d_]*(?:[’'-][^\W\d_]+|\.[^\W\d_]\.?)*)"
_NAME = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:\s(?:{_PARTICLE}[\s-]){{0,2}}{_CAPITAL}){{0,{MAX_WORDS - 1}}}")
_ENDS = re.compile(r"(?<![^\W\d_a-z])(?<!\b(?:Mr|Ms|Dr|Lt|St))(?<!\b(?:Mrs|Gen|Rep|Sen|Gov|Col|Sgt|Maj|Rev))[.!?…]\s|\n")
# what may stand between a name and its verb, and what may follow a name that stands behind its verb
_BETWEEN = re.compile(r"(?:has|have|had|also|later|then|reportedly|hat|haben|a|ont|ha|han|также)?", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:$|[,.;:!?()—–\"“”«»-]|(?:in|on|at|after|of|during|to|as|who|when|while|from|and|via|earlier|late|this|last|before|about|"
    r"at|by|for|with|following|outside|through|yesterday|today|told|am|im|in|der|die|dem|aus|von|à|au|en|dans|lors|sur|el|al|la|durante|"
    r"tras|em|na|no|ao|à|a|nel|alla|del|op|tegen|w|na|dla|в|на|во)(?!\w)|[^\W\d_a-z])"
)
_NOT_BEFORE_NAME = re.compile(
    r"(?<!\w)(?:in|at|on|of|from|the|to|after|during|that|about|by|for|with|his|her|their|its|an?)(?!\w)", re.IGNORECASE
)
_BARE_NAME = re.compile(r"[\u4e00-\u9fff々ァ-ヶー・·]{2,40}")
LONGEST_BARE = 16  # signs of a name with what its bearer is
_HONORIFIC = re.compile(
    r"(?:さん|氏|市長|町長|知事|首相|大臣|議員|会長|社長|先生|選手|監督)?(?:[(（]\d{1,3}[)）])?(?:は|が)[、，]?$"
)
_MARKS = " \t\u00a0\u202f,،:：，"  # between a quotation and the words beside it


def speaker(text: str, start: int, end: int, language: str) -> str:
    """Who speaks ``text[start:end]`` (marks included); empty where that is not certain."""
    lists = reporting.of(language)
    before, after = _before(text, start), _after(text, end)
    if unspaced(text[start:end]) or language in ("zh", "ja"):
        return _bare(before, after, lists)
    found = _named(after, lists, follows=True) or _named(before, lists, follows=False)
    if found in lists.pronouns or found.casefold() in lists.pronouns:
        return _antecedent(text, start, lists)
    return longest(found, text, lists) if found else ""


def reported(text: str, start: int, end: int, language: str) -> bool:
    """Whether a verb of saying stands beside the quotation."""
    lists = reporting.of(language)
    return bool(lists.said.search(_before(text, start)) or lists.said.search(_after(text, end)))


def _before(text: str, start: int) -> str:
    """The sentence's beginning up to the quotation."""
    clause = text[max(0, start - CLAUSE) : start]
    ends = [match.end() for match in _ENDS.finditer(clause)]
    return clause[ends[-1] :] if ends else clause


def _after(text: str, end: int) -> str:
    """The rest of the sentence after the quotation."""
    clause = text[end : end + CLAUSE]
    stop = _ENDS.search(clause)
    return clause[: stop.start() + 1] if stop else clause


def _named(clause: str, lists: Reporting, *, follows: bool) -> str:
    """The name, or the pronoun, that stands right beside the clause's verb of saying."""
    sources = list(lists.according.finditer(clause))
    if follows and sources and not clause[: sources[0].start()].strip(_MARKS):
        return _name_at(clause, sources[0].end(), lists)
    verbs = list(lists.said.finditer(clause))
    if not verbs:
        return ""
    verb = verbs[0] if follows else verbs[-1]
    if follows:
        if _BETWEEN.fullmatch(clause[: verb.start()].strip(_MARKS)):  # “…”, said X; « … », a déclaré X
            return _name_at(clause, verb.end(), lists)
        return _name_before(clause, verb.start(), lists, opening=True)  # “…”, X said
    rest = clause[verb.end() :]
    if len(rest.split()) > MAX_WORDS + 2:  # the verb is of another clause
        return ""
    return _name_before(clause, verb.start(), lists, opening=False)  # X said: “…”, X told Y that “…”


def _name_at(clause: str, at: int, lists: Reporting) -> str:
    """The name that begins at ``at``, after titles in small letters ("said spokesman Ben Hale")."""
    rest = clause[at : at + CLAUSE].lstrip()
    words = rest.split()[:1]
    if words and words[0].strip(",.").casefold() in lists.pronouns:
        return words[0].strip(",.")
    match = _NAME.search(rest)
    if match is None:
        return ""
    head = rest[: match.start()]
    if len(head.split()) > TITLE_WORDS or _NOT_BEFORE_NAME.search(head) or re.search(r"[,.;:]", head):
        return ""
    return _plain(match.group(), lists) if _GOES_ON.match(rest, match.end()) else ""


def _name_before(clause: str, at: int, lists: Reporting, *, opening: bool) -> str:
    """The name that ends at ``at``, or before what is said of it between commas ("X, the mayor, said")."""
    head = clause[:at].rstrip()
    last = re.search(r"[^\s,]+$", head)
    if last and last.group().casefold() in lists.pronouns:
        return last.group()
    if head.endswith(","):
        inner = head[:-1].rfind(",")
        head = head[:inner] if inner >= 0 else head[:-1]
    found = list(_NAME.finditer(head))
    if not found:
        return ""
    name = found[-1]
    if not _BETWEEN.fullmatch(head[name.end() :].strip()):
        return ""
    ahead = head[: name.start()].split()[-1:]
    if ahead and _NOT_BEFORE_NAME.fullmatch(ahead[0]) and ahead[0].casefold() != "the":
        return ""  # "the ambassador to Valmere told"
    if opening and head[: name.start()].strip(" ,") and len(head[: name.start()].split()) > 6:
        return ""
    return _plain(name.group(), lists)


def _plain(name: str, lists: Reporting) -> str:
    """A name without titles before it and a genitive after it; empty where nothing but them is left."""
    words = name.split()
    for size in (2, 1):  # "Lower House Speaker Ana Mendes": what stands before the last title is whose it is
        for at in range(len(words) - size, -1, -1):
            if lists.titles.fullmatch(" ".join(words[at : at + size]).rstrip(".")):
                words = words[at + size :]
                break
    owned = [at for at, word in enumerate(words[:-1]) if word.endswith(("’s", "'s"))]
    words = words[owned[-1] + 1 :] if owned else words
    while words and words[0].casefold() in _COMMON:
        words = words[1:]
    if words and words[-1].endswith(("’s", "'s")):
        return ""
    if lists.nouns_are_capital:
        words = _german(words)
    plain = " ".join(words)
    return plain if len(plain) > 1 and not lists.said.fullmatch(plain) and not _common(plain, lists) else ""


def _german(words: list[str]) -> list[str]:
    """Without what the person is, which has a capital as well: the last two words, or the last before and all behind a particle."""
    small = next((at for at, word in enumerate(words) if word.islower()), len(words))
    if small >= 2:  # "Marthe Vandelin von der Organisation …"
        return words[small - 2 : small]
    return words


def _common(name: str, lists: Reporting) -> bool:
    return name.casefold() in _COMMON or name.casefold() in lists.pronouns


_COMMON = frozenset(  # words that stand with a capital at the beginning of a sentence, and are no name
    re.findall(
        r"\w+",
        "the a an in on at but and as however meanwhile monday tuesday wednesday thursday friday saturday sunday this that when "
        "while whether with for from by if it i we he she they you retired former ex two three french german british american "
        "israeli palestinian russian der die das ein eine le la les un une el los las o os il lo gli een de het",
    )
)


def longest(name: str, text: str, lists: Reporting) -> str:
    """The longest form of a name in a text that ends in it ("Mendes" → "Ana Mendes"); itself where there is none, or two."""
    if " " in name:
        return name
    forms: Counter[str] = Counter()
    for match in _name_pattern(name).finditer(text[:SHORT_TEXT]):
        plain = _plain(match.group(), lists)
        if 2 <= len(plain.split()) <= 4 and not _INITIAL.match(plain):
            forms[plain] += 1
    if len({form.split()[0] for form in forms}) != 1:
        return name
    return max(forms, key=lambda form: (forms[form], len(form), form))


_INITIAL = re.compile(r"[^\W\d_]\.\s")


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{_CAPITAL}\s){{1,3}}{re.escape(name)}(?!\w)")


def _antecedent(text: str, start: int, lists: Reporting) -> str:
    """The one person that the sentence before names; empty where it names none, or more."""
    head = text[max(0, start - ANTECEDENT) : start].rstrip()
    ends = [match.end() for match in _ENDS.finditer(head)]
    stop = ends[-1] if ends else 0
    begun = not head.endswith((".", "!", "?", "…", "”", '"', "»"))  # the quotation goes on in it: "She said: “…”"
    sentence = head[ends[-2] if len(ends) > 1 else 0 : stop] if begun else head[stop:]
    names = {
        plain
        for match in _NAME.finditer(sentence)
        if (plain := _plain(match.group(), lists)) and (match.start() > 0 or " " in plain)
    }
    if len(names) != 1:
        return ""
    name = longest(names.pop(), text, lists)
    alone = not re.search(rf"\b(?:the|in|at|of|from)\s{re.escape(name)}", sentence)
    return name if " " in name and alone and _speaks(name, text, lists) else ""


def _speaks(name: str, text: str, lists: Reporting) -> bool:
    """Whether a verb of saying stands beside the name anywhere in the text: places and causes do not speak."""
    for match in re.finditer(rf"{re.escape(name.split()[-1])}(?!\w)", text[:SHORT_TEXT]):
        beside = lists.said.match(text[match.end() :][:CLAUSE].lstrip(" "))
        before = list(lists.said.finditer(text, max(0, match.start() - CLAUSE), match.start()))
        if beside or (before and len(text[before[-1].end() : match.start()].split()) <= TITLE_WORDS):
            return True
    return False


def _bare(before: str, after: str, lists: Reporting) -> str:
    """The name before a quotation where words are not spaced: 山田氏は「…」, 张三说：“…”."""
    for match in reversed(list(lists.said.finditer(before))):
        if not before[match.end() :].strip("：:，, "):
            head = before[: match.start()]
            name = list(_BARE_NAME.finditer(head))
            return _bare_plain(name[-1].group(), lists) if name and name[-1].end() == len(head) else ""
    topic = _HONORIFIC.search(before)
    if topic:
        name = list(_BARE_NAME.finditer(before[: topic.start()]))
        if name and name[-1].end() == topic.start():
            return _bare_plain(name[-1].group(), lists)
    return ""


def _bare_plain(name: str, lists: Reporting) -> str:
    if len(name) > LONGEST_BARE or name[0] in "ー・·":
        return ""
    return "" if any(name.startswith(pronoun) or name.endswith(pronoun) for pronoun in lists.pronouns) else name
