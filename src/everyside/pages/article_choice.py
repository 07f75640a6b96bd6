"""What a reader asks of a story's list of articles: a side, an order, filters, copies folded or not; all of it in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from everyside.interface.messages import N_, _
from everyside.pages.article_list import ALL, ArticleRow
from everyside.pages.names import FACTUALITY_CLASSES, OWNER_KINDS, class_name, country_name, language_name
from everyside.records.owner import OwnerKind

NEWEST, OLDEST, BY_BIAS, BY_PLACE = "newest", "oldest", "bias", "place"
FOLDED, SHOWN = "folded", "shown"
SORTS: Mapping[str, str] = {
    NEWEST: N_("Newest first"),
    OLDEST: N_("Oldest first"),
    BY_BIAS: N_("By side"),
    BY_PLACE: N_("By country"),
}
COPIES: Mapping[str, str] = {FOLDED: N_("Folded"), SHOWN: N_("Shown")}
PAYWALL: Mapping[str, str] = {"no": N_("Free to read"), "yes": N_("Behind a paywall")}
NOWHERE = "unknown"  # the country of an outlet whose country nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Empty where the reader did not choose. The names are those of the address."""

    axis: str = ""
    side: str = ""
    sort: str = ""
    factuality: str = ""
    owner: str = ""
    country: str = ""
    lang: str = ""
    paywall: str = ""
    copies: str = ""

    @property
    def query(self) -> dict[str, str]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def unfiltered(self) -> Choice:
        return replace(self, **dict.fromkeys(FILTERS, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    label: str
    articles: int  # that would be listed
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    name: str
    label: str
    any: int  # articles that would be listed without it
    options: tuple[Option, ...]


FILTERS: Mapping[str, tuple[str, Callable[[ArticleRow], str], Callable[[str], str]]] = {
    "factuality": (N_("Factuality"), lambda row: row.who.factuality_class, class_name),
    "owner": (N_("Owner"), lambda row: row.who.owner_class, lambda key: _(OWNER_KINDS[OwnerKind(key)])),
    "country": (N_("Country"), lambda row: row.who.country_code or NOWHERE, lambda key: _country(key)),
    "lang": (N_("Language"), lambda row: row.language or "und", language_name),
    "paywall": (N_("Paywall"), lambda row: "yes" if row.paywall else "no", lambda key: _(PAYWALL[key])),
}
ORDERED: Mapping[str, Sequence[str]] = {"factuality": FACTUALITY_CLASSES, "paywall": tuple(PAYWALL)}


def fitting(rows: Sequence[ArticleRow], choice: Choice, *, but: str = "") -> list[ArticleRow]:
    """The articles that ``choice`` lets through; ``but``: a filter, or "side", that is passed over."""
    tests = [
        (key, getattr(choice, name)) for name, (_label, key, _name) in FILTERS.items() if getattr(choice, name) and name != but
    ]
    side = "" if but == "side" else choice.side
    return [row for row in rows if side in ("", ALL, row.side) and all(key(row) == wanted for key, wanted in tests)]


def filters(rows: Sequence[ArticleRow], choice: Choice, closed: Sequence[str] = ()) -> tuple[Filter, ...]:
    """Each filter with what the story's articles have to offer, counted as they would be listed; ``closed`` ones left out."""
    return tuple(_filter(name, rows, choice) for name in FILTERS if name not in closed)


def _filter(name: str, rows: Sequence[ArticleRow], choice: Choice) -> Filter:
    label, key, named = FILTERS[name]
    left, chosen = fitting(rows, choice, but=name), getattr(choice, name)
    numbers = Counter(map(key, left))
    order = {value: at for at, value in enumerate(ORDERED.get(name, ()))}
    values = sorted({*map(key, rows), *([chosen] if chosen else ())}, key=lambda each: (order.get(each, 0), -numbers[each], each))
    return Filter(
        name=name,
        label=_(label),
        any=len(left),
        options=tuple(
            Option(value=value, label=named(value), articles=numbers[value], current=value == chosen) for value in values
        ),
    )


def order(choice: Choice) -> Callable[[ArticleRow], tuple[float | str | bool, ...]]:
    """The key by which articles, or the first of each text, are sorted; the unrated and the unknown stand last."""
    if choice.sort == OLDEST:
        return lambda row: (row.published.timestamp(), row.id)
    if choice.sort == BY_BIAS:
        return lambda row: (row.who.value is None, row.who.value or 0.0, -row.published.timestamp(), row.id)
    if choice.sort == BY_PLACE:
        return lambda row: (not row.who.country, row.who.country, -row.published.timestamp(), row.id)
    return lambda row: (-row.published.timestamp(), row.id)


def hidden(choice: Choice) -> Iterator[tuple[str, str]]:
    """What a form that filters must carry along."""
    for name in ("axis", "side"):
        if getattr(choice, name):
            yield name, getattr(choice, name)


def _country(code: str) -> str:
    return _("Country not known") if code == NOWHERE else country_name(code)
