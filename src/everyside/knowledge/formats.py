"""The file formats ratings come in: for each the columns it is told by, and a reader that turns one row into what is said.

The tables of words are the only place where a rater's word becomes a number; docs/methodology.md prints them. The word itself
stays in the label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from everyside.records.outlet import Outlet, Scope
from everyside.records.rating import BIAS, FACTUALITY

Row = Mapping[str, str]
Names = Callable[[str], str]  # an outlet's name → its main domain; ValueError where none or several have it

MBFC = "Media Bias/Fact Check"
ALLSIDES = "AllSides"
LIN = "Lin et al. 2023 (combined quality)"
AD_FONTES = "Ad Fontes Media"

MBFC_BIAS = {
    "extreme left": -3.0, "far left": -3.0, "left": -2.0, "left center": -1.0, "left leaning": -1.0,
    "center": 0.0, "least": 0.0,
    "right center": 1.0, "right leaning": 1.0, "right": 2.0, "far right": 3.0, "extreme right": 3.0, "alt right": 3.0,
}  # fmt: skip
# Words of MBFC for a genre, not for a side: what is left of a label without them is its side, if it names one.
MBFC_GENRES = re.compile(r"\b(conspiracy|pseudosc?ience|psuedoscience|pseusdoscience|pro science|quackery|satire|fake news"
                         r"|questionable( sources?)?|biased|bias|and)\b")  # fmt: skip
MBFC_SILENT = frozenset({"", "not rated", "unrated", "n a"})
# MBFC's own scores run from 0 (best) to 10. "Mostly factual" lies between "high" and "mixed", on the side of "high".
MBFC_FACTUALITY = {"very high": 5.0, "high": 4.0, "mostly factual": 3.7, "mixed": 3.0, "low": 2.0, "very low": 1.0}
ALLSIDES_BIAS = {
    "left": -2.0, "lean left": -1.0, "left center": -1.0, "center": 0.0, "lean right": 1.0, "right center": 1.0, "right": 2.0,
}  # fmt: skip
AD_FONTES_BIAS = 12.0  # their bands end at ±6, ±18 and ±30 of 42: a twelfth of them ends where ours do
AD_FONTES_RELIABILITY = 16.0  # of 64

_PLAIN_HOST = re.compile(r"[a-z0-9.-]+")
_QUALIFIERS = re.compile(r"\s*(\((web news|online news|news|online)\)|- news)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one row says on one axis, not yet checked."""

    rater: str
    domain: str
    axis: str
    value: float
    label: str
    url: str = ""
    date: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """``columns``: each a choice of names, one of which the header must have; rows have the first as key."""

    id: str
    about: str
    columns: tuple[tuple[str, ...], ...]
    read: Callable[[Row, Names], Iterable[Said]]
    date: str = ""  # where the file has no dates and it is a fact when its ratings were made
    licence: str = ""
    legend: bool = False  # a file NAME_legend.json beside NAME.csv says when

    def fits(self, header: Iterable[str]) -> bool:
        names = set(header)
        return all(names & set(choice) for choice in self.columns)

    def keyed(self, row: Mapping[str, str]) -> dict[str, str]:
        """``row`` with the first name of each column as its key."""
        found = dict(row)
        for choice in self.columns:
            found[choice[0]] = next(row[name] for name in choice if name in row)
        return found


def header_name(cell: str) -> str:
    """A column's name as ``Format.columns`` writes it."""
    return re.sub(r"[\s_]+", "_", cell.strip().lower())


def by_name(outlets: Iterable[Outlet]) -> Names:
    """Outlets by name for AllSides, which rates what is read in the United States: only outlets from there, from Britain, or of
    international scope are meant, so that no namesake elsewhere is (there are many called The Nation, or Guardian)."""
    found: dict[str, list[str]] = {}
    for outlet in outlets:
        if not outlet.provisional and (outlet.country in ("US", "GB") or outlet.scope is Scope.INTERNATIONAL):
            found.setdefault(_folded(outlet.name), []).append(outlet.domains[0])

    def domain(name: str) -> str:
        domains = found.get(_folded(name)) or found.get(_QUALIFIERS.sub("", _folded(name))) or []
        if len(domains) != 1:
            how_many = "no outlet" if not domains else "more than one outlet"
            raise ValueError(f"{how_many} of the registry is called {name!r}, and the file names no domain")
        return domains[0]

    return domain


def site(cell: str) -> str:
    """The host of a domain or address, without ``www.``.

    Raises:
        ValueError: it names a part of a site, or nothing.
    """
    text = cell.strip()
    if _PLAIN_HOST.fullmatch(text):  # as nearly all are: spares two thirds of the time of this
        return text.strip(".").removeprefix("www.")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname or ""
    except ValueError as error:
        raise ValueError(f"{cell[:100]!r} is not a domain ({error})") from None
    if not host:
        raise ValueError("no domain is named")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{cell[:100]!r} is a part of a site; ratings are kept by domain")
    return host.strip(".").removeprefix("www.")


def _ours(row: Row, _names: Names) -> Iterator[Said]:
    yield Said(
        rater=row["rater"],
        domain=site(row["domain"]),
        axis=row["axis"],
        value=_number(row["value"], "value"),
        label=row["label"],
        url=row.get("url", ""),
        date=row.get("date", ""),
        licence=row.get("licence", ""),
    )


def _mbfc(row: Row, _names: Names) -> Iterator[Said]:
    domain = site(row["domain"])
    side, facts = mbfc_side(row["bias"]), _plain(row["reporting"])
    if facts and facts not in MBFC_FACTUALITY:
        raise ValueError(f"{row['reporting'][:100]!r} is no word of {MBFC} for factual reporting")
    if side is None and not facts:
        raise ValueError(f"{row['bias'][:100]!r} says nothing of left and right, and there is no word on factual reporting")
    url = row.get("mbfc_url", "")
    if side is not None:
        yield Said(rater=MBFC, domain=domain, axis=BIAS, value=side, label=row["bias"], url=url)
    if facts:
        yield Said(rater=MBFC, domain=domain, axis=FACTUALITY, value=MBFC_FACTUALITY[facts], label=row["reporting"], url=url)


def mbfc_side(label: str) -> float | None:
    """The side of a bias label of MBFC; None where it names a genre only.

    Raises:
        ValueError: MBFC has no such word.
    """
    side = " ".join(MBFC_GENRES.sub(" ", _plain(label)).split())
    if side in MBFC_SILENT:
        return None
    if side not in MBFC_BIAS:
        raise ValueError(f"{label[:100]!r} is no word of {MBFC} for bias")
    return MBFC_BIAS[side]


def _allsides(row: Row, _names: Names) -> Iterator[Said]:
    _rates_an_outlet(row["type"], row["name"])
    yield Said(rater=ALLSIDES, domain=site(row["url"]), axis=BIAS, value=_allsides_side(row["bias"]), label=row["bias"])


def _allsides_by_name(row: Row, names: Names) -> Iterator[Said]:
    _rates_an_outlet(row["type"], row["news_source"])
    value, domain = _allsides_side(row["rating"]), names(row["news_source"])
    yield Said(rater=ALLSIDES, domain=domain, axis=BIAS, value=value, label=row["rating"], url=row.get("url", ""))


def _rates_an_outlet(type: str, name: str) -> None:
    if type != "News Media":
        raise ValueError(f"{name[:100]!r} is no outlet ({type[:50] or 'no type'})")
    if re.search(r"opinion|editorial", name, re.IGNORECASE):
        raise ValueError(f"{name[:100]!r} is the opinion part of an outlet")


def _allsides_side(label: str) -> float:
    try:
        return ALLSIDES_BIAS[_plain(label)]
    except KeyError:
        raise ValueError(f"{label[:100]!r} is no side of {ALLSIDES}") from None


def _lin(row: Row, _names: Names) -> Iterator[Said]:
    quality = _number(row["pc1"], "pc1")
    if not 0 <= quality <= 1:
        raise ValueError(f"pc1 must lie between 0 and 1, not {quality:g}")
    yield Said(rater=LIN, domain=site(row["domain"]), axis=FACTUALITY, value=1 + 4 * quality, label=f"{quality:.3f} of 1")


def _ad_fontes(row: Row, _names: Names) -> Iterator[Said]:
    domain = site(row["domain"])
    bias, reliability = _number(row["bias"], "bias"), _number(row["reliability"], "reliability")
    if not -42 <= bias <= 42:
        raise ValueError(f"bias must lie between -42 and 42, not {bias:g}")
    if not 0 <= reliability <= 64:
        raise ValueError(f"reliability must lie between 0 and 64, not {reliability:g}")
    side = max(-3.0, min(3.0, bias / AD_FONTES_BIAS))
    yield Said(rater=AD_FONTES, domain=domain, axis=BIAS, value=side, label=f"bias {bias:.2f} of 42")
    facts = 1 + reliability / AD_FONTES_RELIABILITY
    yield Said(rater=AD_FONTES, domain=domain, axis=FACTUALITY, value=facts, label=f"reliability {reliability:.2f} of 64")


def _number(cell: str, column: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"{column} must be a number, not {cell[:50]!r}") from None


def _plain(label: str) -> str:
    return " ".join(re.sub(r"[-–—_/=().]", " ", label.lower()).split())


def _folded(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")


OURS = Format(
    id="everyside",
    about="our own: rater,domain,axis,value,label,url,date,licence",
    columns=(("rater",), ("domain",), ("axis",), ("value",), ("label",)),
    read=_ours,
)
FORMATS = {
    format.id: format
    for format in (
        OURS,
        Format(
            id="mbfc2026",
            about="Media Bias/Fact Check, list of 2026: domain,name,bias,reporting,…,mbfc_url",
            columns=(("domain",), ("bias",), ("reporting",)),
            read=_mbfc,
            date="2026",
            legend=True,
        ),
        Format(
            id="mbfc2023",
            about="Media Bias/Fact Check, collected by Idiap in 2023: source,country,bias,factual_reporting,…",
            columns=(("domain", "source"), ("bias",), ("reporting", "factual_reporting")),
            read=_mbfc,
            date="2023",
        ),
        Format(
            id="allsides2020",
            about="AllSides, list of 2020: news_source,rating,…,type,…,url; outlets are found by name",
            columns=(("news_source",), ("rating",), ("type",)),
            read=_allsides_by_name,
            date="2020",
        ),
        Format(
            id="allsides",
            about="AllSides by address: url,type,name,bias",
            columns=(("url",), ("type",), ("name",), ("bias",)),
            read=_allsides,
        ),
        Format(
            id="lin2023",
            about="Lin et al. 2023, quality of domains combined from several raters: domain,pc1,…",
            columns=(("domain",), ("pc1",)),
            read=_lin,
            date="2023",
        ),
        Format(
            id="adfontes",
            about="like Ad Fontes Media: domain (or url, source), bias −42 … 42, reliability 0 … 64",
            columns=(
                ("domain", "url", "website", "source"),
                ("bias", "horizontal_rank"),
                ("reliability", "quality", "vertical_rank"),
            ),
            read=_ad_fontes,
        ),
    )
}
