"""Which news agencies a text credits: in the byline, the dateline, the signature at its end; wholly or in part.

A name in the running text ("told Reuters") is no credit, so only the places are read where credits stand: the authors, the
first lines and the last ones. Names become marks, and short patterns over the marked line decide. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from everyside.knowledge.agencies import Agency, shipped
from everyside.records.article import CreditKind
from everyside.stages.dedupe.agencies import MARK, UNSPACED, Finder, Name, clean, fold, marked, words

MAX_QUOTE = 200  # characters
HEAD_LINES, TAIL_LINES = 8, 14
LAST_LINES = 5  # where a bare name after the last sentence is a signature
MAX_LINE = 300  # characters; of a longer line its beginning or its end
MAX_AUTHORS = 20
_HEAD, _TAIL = 3_000, 5_000  # characters looked at


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern whose ``\\W`` does not take in marks."""
    plain = rf"[^\w{MARK}]"
    return re.compile(pattern.replace(r"[\W\d]", rf"(?:{plain}|\d)").replace(r"[\W]", plain).replace(r"\W", plain))


_SMALL = rf"(?:[^\s{MARK}]{{1,24}}\s+){{0,3}}?(?:l['’])?"
_JOIN = r"\s*(?:[/,;&+=|·、・，–-]|\b(?:and|und|et|y|e|i|og|och|en|и|та|ve|ja|és|și)\b|و)?\s*(?:the |la |der |l['’])?"
_LIST = rf"{MARK}(?:{_JOIN}{MARK}){{0,5}}"
_ASIDE = rf"[^()（）【】〔〕\[\]/{MARK}]"
_BRACKETED = _compiled(rf"[(（【〔\[]\s*(?P<before>{_ASIDE}{{0,16}})(?P<list>{_LIST})(?P<behind>{_ASIDE}{{0,12}})[)）】〕\]]")
_SLASHED = _compiled(rf"/(?P<before>)(?P<list>{_LIST})(?P<behind>)/")  # /ТАСС/
_WIRE = _compiled(rf"^\W{{0,3}}{MARK}[^\s{MARK}]{{0,24}}?[电電讯訊](?=[\s：:（(]|$)")
_DASHED = _compiled(rf"^(?P<place>[^{MARK}]{{0,50}}?)[\s,.–—-]*(?P<list>{_LIST})\s*(?P<after>[-–—]{{1,2}}(?=\s)|[.:](?=\s))")
_END = _compiled(rf"[.!?…。！？؟।\"”»）)]\s*[-–—]{{0,2}}\s*(?P<list>{_LIST})[\W]{{0,3}}$")
_CODE = _compiled(rf"^\W{{0,3}}(?P<list>{_LIST})\s?/\s?[\w/. -]{{2,24}}$")
_LAST_BRACKET = _compiled(r"[(（\[【]\s*(?P<inside>[^()（）\[\]【】]{1,140})[)）\]】][\W]{0,3}$")
_COPYRIGHT = _compiled(
    rf"(?:©|\(c\)|\bcopyright\b)[\W]{{0,4}}(?:(?:©|\(c\)|copyright)\W{{0,3}})?"
    rf"(?:\d{{4}}(?:\s?[-–/]\s?\d{{2,4}})?)?\W{{0,4}}(?:by )?(?:the )?(?P<list>{_LIST})"
)
_SENTENCE_END = _compiled(r"[.!?…。！？؟।\"”»’']\s*$")
_LETTERS = re.compile(r"\b[^\W\d_]+")
_LATIN = re.compile(r"[^\W\d_]{2,}")
_CASED = _compiled("[A-Za-zÀ-ɏΑ-ωЀ-ӿԱ-և]")


def _whole(word: str) -> str:
    """A pattern for the word that ends where it ends, where words have ends."""
    return re.escape(word) + ("" if word[-1] in "'’" or UNSPACED.match(word[-1]) else r"(?!\w)")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    said = {use: "|".join(map(_whole, spoken)) for use, spoken in words().items()}
    long = "|".join(_whole(word) for word in words()["with"] if " " in word)
    by, source, staff = rf"(?:(?:{said['by']})\b:?\s+)", rf"(?:(?:{said['source']})\s*[:：]?\s*)", rf"(?:\s+(?:{said['staff']}))?"
    place = rf"(?:\s+in\s+[^{MARK}]{{2,30}})?"
    date = rf"(?:\s*[,|/·–-]+[^{MARK}]{{0,20}}\d[^{MARK}]{{0,12}})?"
    return {
        "full": _compiled(
            rf"^\W*{by}?{source}?(?:the )?(?P<list>{_LIST})(?:\s+(?:news ?wire|news agency|wire))?"
            rf"{staff}{place}{date}(?![^{MARK}]*[:：])[\W\d]*$"  # with a colon it is about the agency, or quotes it
        ),
        "joint": _compiled(rf"^\W*{by}(?:the )?(?P<list>{_LIST})\s*(?:,|&|\b(?:and|und|et|y|e|en|och|og|и)\b)[^{MARK}]{{2,80}}$"),
        "byline": _compiled(
            rf"^\W*(?P<by>{by})?(?P<who>[^{MARK}]{{2,100}}?)(?P<between>[,|/•·(–—]|\s-|\s)\s*(?:for |of )?(?:the )?"
            rf"(?P<list>{_LIST}){staff}\W*$"
        ),
        "first": _compiled(rf"^\W*(?P<list>{_LIST})\s*[,|/•·(–—-]\s*[^{MARK}]{{2,80}}$"),
        "only": _compiled(rf"^\W*(?:the )?{_LIST}\W*$"),
        "signed": _compiled(rf"^[-–—]+[^{MARK}]{{2,60}}[,|/•·(–—]\s*(?:the )?(?P<list>{_LIST})\W*$"),
        "with": _compiled(rf"(?:^|\s|\W)(?:{said['with']})\s*{_SMALL}(?P<list>{_LIST})[^{MARK}]{{0,40}}$"),
        "with line": _compiled(rf"^\W*(?:{said['with']})\s*{_SMALL}(?P<list>{_LIST})[^{MARK}]{{0,30}}$"),
        "long with": _compiled(rf"(?:^|\W)(?:{long})\s*{_SMALL}(?P<list>{_LIST})"),
        "source": _compiled(rf"^\W*{source}(?P<list>{_LIST})\W*$"),
        "contributed": _compiled(rf"(?P<list>{_LIST})(?P<staff>{staff})[^{MARK}]{{0,200}}?\b(?:{said['contributed']})\b"),
        "picture": _compiled(rf"(?:^|\W)(?:{said['picture']})(?:\W|$)"),
        "after": _compiled(r"^\s*(?:[-–—―‒‐:：.,|｜]|$)"),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """``agency`` is credited by ``quote``, a piece of the article."""

    agency: str
    kind: CreditKind
    quote: str


@dataclass
class _Line:
    """A line with its names."""

    text: str
    names: list[Name]

    @cached_property
    def marks(self) -> str:
        """The folded line with one mark for each name."""
        return marked(self.text, self.names)

    def first(self, most: int) -> _Line:
        if len(self.text) <= most:
            return self
        return _Line(self.text[:most], [name for name in self.names if name.end <= most])

    def last(self, most: int) -> _Line:
        skipped = len(self.text) - most
        if skipped <= 0:
            return self
        return _Line(self.text[skipped:], [name.moved(-skipped) for name in self.names if name.start >= skipped])

    def original(self, at: int) -> int:
        """The place in the line of a place in its marks."""
        for number, name in enumerate(self.names):
            if at <= name.start - sum(each.end - each.start - 1 for each in self.names[:number]):
                return at + sum(each.end - each.start - 1 for each in self.names[:number])
        return at + sum(each.end - each.start - 1 for each in self.names)

    def named(self, match: re.Match[str]) -> list[Name]:
        first = self.marks.count(MARK, 0, match.start("list"))
        return self.names[first : first + match["list"].count(MARK)]

    def quote(self, match: re.Match[str], group: str | int = 0) -> str:
        start, end = self.original(match.start(group)), self.original(match.end(group))
        return self.text[start:end].strip()[-MAX_QUOTE:].strip()


@dataclass
class Credits:
    """Reads the credits of texts, of the agencies given (``agencies.shipped`` and what the operator's outlets add)."""

    agencies: Sequence[Agency] = field(default_factory=shipped)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.agencies)

    @cached_property
    def _signatures(self) -> list[tuple[Agency, tuple[str, ...]]]:
        return [(agency, pieces) for agency in self.agencies for pieces in agency.signatures]

    def of(self, text: str, authors: Iterable[str] = (), domains: Iterable[str] = ()) -> list[Found]:
        """The agencies credited, in the order of their ids. ``domains``: the outlet's own; an agency does not credit itself."""
        found: dict[str, Found] = {}
        for names, kind, quote in self._said(text, list(authors)[:MAX_AUTHORS]):
            shared = CreditKind.PART if len({name.agency.id for name in names}) > 1 else kind
            for agency in (name.agency for name in names):
                known = found.get(agency.id)
                if known is None or (known.kind is CreditKind.PART and shared is CreditKind.WHOLE):
                    found[agency.id] = Found(agency.id, shared, quote)
        hosts = list(domains)
        own = {agency.id for agency in self.agencies if found and any(_under(host, agency.domains) for host in hosts)}
        return [found[id] for id in sorted(found) if id not in own]

    def _said(self, text: str, authors: Sequence[str]) -> Iterator[tuple[list[Name], CreditKind, str]]:
        for author in authors:
            for line in self._lines(author[:MAX_LINE].replace("\n", " ")):
                yield from _author(line)
        for line in self._lines(text[:_HEAD])[:HEAD_LINES]:
            yield from _beginning(line.first(MAX_LINE))
        tail = text[-_TAIL:]
        ending = self._lines(tail)[-TAIL_LINES:]
        for left, line in zip(range(len(ending), 0, -1), ending, strict=True):
            yield from _closing(line.last(MAX_LINE), whole=len(line.text) <= MAX_LINE, last=left <= LAST_LINES)
        yield from self._signed(tail)

    def _lines(self, text: str) -> list[_Line]:
        """The lines that hold anything, with the names in each."""
        text = clean(text)
        names = list(self._finder.names(text))
        lines: list[_Line] = []
        at = 0
        for line in text.split("\n"):
            if line and not line.isspace():
                end = at + len(line)
                lines.append(_Line(line, [name.moved(-at) for name in names if at <= name.start and name.end <= end]))
            at += len(line) + 1
        return lines

    def _signed(self, tail: str) -> Iterator[tuple[list[Name], CreditKind, str]]:
        folded = fold(tail)
        for agency, (first, *rest) in self._signatures:
            at = folded.rfind(first)
            line = folded[at:].split("\n", 1)[0] if at >= 0 else ""
            if line and all(piece in line for piece in rest):
                yield [Name(agency, False, 0, 0)], CreditKind.WHOLE, tail[at : at + min(len(line), MAX_QUOTE)].strip()


def _under(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _bare(names: Sequence[Name]) -> bool:
    """Whether one of the names says enough by itself."""
    return any(not name.weak for name in names)


def _author(line: _Line) -> Iterator[tuple[list[Name], CreditKind, str]]:
    if not line.names:
        return
    said = _patterns()
    if match := said["full"].match(line.marks):
        if _bare(line.named(match)):
            yield line.named(match), CreditKind.WHOLE, line.quote(match)
    elif match := said["with"].search(line.marks):
        yield line.named(match), CreditKind.PART, line.quote(match)
    elif match := said["byline"].match(line.marks):
        apart = match["between"].strip() != ""
        if apart or _bare(line.named(match)):
            joined = re.search(r"\b(?:and|und|et|y|e|en|og|och|и)$", match["who"].strip())
            yield line.named(match), CreditKind.PART if joined else CreditKind.WHOLE, line.quote(match)
    elif match := said["first"].match(line.marks):
        yield line.named(match), CreditKind.WHOLE, line.quote(match)


def _beginning(line: _Line) -> Iterator[tuple[list[Name], CreditKind, str]]:
    """Datelines and bylines."""
    if not line.names:
        return
    said = _patterns()
    if (match := _BRACKETED.search(line.marks) or _SLASHED.search(line.marks)) and _is_dateline(line, match):
        yield line.named(match), CreditKind.WHOLE, line.text[: line.original(match.end())].strip()[-MAX_QUOTE:]
    elif match := _WIRE.match(line.marks):
        yield line.names[:1], CreditKind.WHOLE, line.quote(match)
    elif (match := _DASHED.match(line.marks)) and _is_dashed(line, match):
        yield line.named(match), CreditKind.WHOLE, line.quote(match)
    elif said["picture"].search(line.marks) or len(line.marks) > 160:
        return
    elif (match := said["full"].match(line.marks)) and _bare(line.named(match)):
        yield line.named(match), CreditKind.WHOLE, line.quote(match)
    elif match := said["joint"].match(line.marks):
        yield line.named(match), CreditKind.PART, line.quote(match)
    elif (match := said["byline"].match(line.marks)) and (
        match["by"] or (match["between"].strip() in (*",•·–—(",) and len(line.marks) <= 60 and _is_name(line, match))
    ):
        kind = CreditKind.PART if re.search(r"\b(?:and|und|et|with|mit|avec)$", match["who"].strip()) else CreditKind.WHOLE
        yield line.named(match), kind, line.quote(match)


def _is_name(line: _Line, match: re.Match[str]) -> bool:
    """Whether every word before the agency begins with a capital, as people's names do, and there are few."""
    written = line.text[line.original(match.start("who")) : line.original(match.end("who"))].split()
    return 1 < len(written) <= 4 and all(word[:1].isupper() for word in written)


def _is_dateline(line: _Line, match: re.Match[str]) -> bool:
    place = line.text[: line.original(match.start())]
    after = line.text[line.original(match.end()) :]
    within = match["before"] + match["behind"]
    if _LATIN.search(within) and (_CASED.search(within) or _patterns()["picture"].search(within)):
        return False  # "(Photo: AP)", "(via AP)"
    if MARK in line.marks[: match.start()] or not _is_place(place):
        return False
    names = line.named(match)
    if all(name.weak and name.end - name.start == 2 for name in names) and not re.search(r"\d", place):
        return False  # "HARRISBURG (PA) –"
    if _patterns()["after"].match(after):
        return bool(after.strip()) or not place.strip()
    follows = after.strip()[:1]
    return follows.isupper() or not _CASED.match(follows) and not follows.isspace()


def _is_place(place: str) -> bool:
    """Whether it can be a place and a date: "LONDON, Nov 3", "Paris, 3 nov", "Aug. 22", "МОСКВА, 3 ноября.", "北京"."""
    if len(place) > 60 or re.search(r"[!?;\"“”]|[^\W\d]{6,}\.\s+\w", place):
        return False
    tokens = _LETTERS.findall(place)
    if tokens and not _CASED.search(place):
        return len(place) <= 30
    low = sum(not token[0].isupper() for token in tokens)
    return len(tokens) <= 8 and (low == 0 or (low <= 3 and bool(re.search(r"\d", place))))


def _is_dashed(line: _Line, match: re.Match[str]) -> bool:
    place = line.text[: line.original(match.start("list"))].rstrip()
    if not _bare(line.named(match)) or not _is_place(place.rstrip(" ,-–—")):
        return False
    if match["after"] in ".:":
        return bool(re.search(r"\d", place)) and place[-1:] in ",-–—"
    return not place or place[-1:] in ",-–—/" or place.isupper()


def _closing(line: _Line, *, whole: bool, last: bool) -> Iterator[tuple[list[Name], CreditKind, str]]:
    """Signatures, copyright lines, thanks. ``whole``: the line is all there; ``last``: it is among the last lines."""
    if not line.names:
        return
    said = _patterns()
    short = whole and len(line.marks) <= 160
    for thanks in said["contributed"].finditer(line.marks):
        yield line.named(thanks), CreditKind.WHOLE if thanks["staff"] else CreditKind.PART, line.quote(thanks)
    if said["picture"].search(line.marks[-120:]):
        return
    if match := _COPYRIGHT.search(line.marks):
        yield line.named(match), CreditKind.WHOLE, line.quote(match)
    if match := _LAST_BRACKET.search(line.marks):
        yield from _in_bracket(line, match)
    if short:
        yield from _short(line)
    if last and (match := _END.search(line.marks)) and _bare(line.named(match)):
        yield line.named(match), CreditKind.WHOLE, line.quote(match, "list")


def _short(line: _Line) -> Iterator[tuple[list[Name], CreditKind, str]]:
    """Lines that are a credit and nothing else."""
    said = _patterns()
    if (match := said["full"].match(line.marks)) and _bare(line.named(match)):
        yield line.named(match), CreditKind.WHOLE, line.quote(match)
    elif match := said["with line"].match(line.marks) or said["long with"].search(line.marks):
        yield line.named(match), CreditKind.PART, line.quote(match)
    elif len(line.marks) <= 80 and (match := _CODE.match(line.marks) or said["signed"].match(line.marks)):
        yield line.named(match), CreditKind.WHOLE, line.quote(match)


def _in_bracket(line: _Line, match: re.Match[str]) -> Iterator[tuple[list[Name], CreditKind, str]]:
    """(AFP) and (dw with AFP, dpa) at the end of a line."""
    said = _patterns()
    inside = match["inside"]
    first = line.marks.count(MARK, 0, match.start("inside"))
    names = line.names[first : first + inside.count(MARK)]
    if not names:
        return
    before = line.marks[: match.start()]
    if said["with"].search(inside):
        yield names, CreditKind.PART, line.quote(match)
    elif said["source"].match(inside):
        yield names, CreditKind.WHOLE, line.quote(match)
    elif said["only"].match(inside) and (not before.strip() or _SENTENCE_END.search(before)):
        if _bare(names):
            yield names, CreditKind.WHOLE, line.quote(match)
    elif said["only"].match(inside) and len(names) > 1 and len(line.marks) <= 60:
        yield names, CreditKind.PART, line.quote(match)
