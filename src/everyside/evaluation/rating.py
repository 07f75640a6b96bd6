"""``everyside eval ratings``: what rating packs come to on a domain, by the same rule as in the database; and how right that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from everyside.evaluation.lines import string
from everyside.knowledge import packs, registry
from everyside.knowledge.lookup import Book
from everyside.records.rating import BIAS, FACTUALITY, Pack, Rating, bias7_of, factuality_of, side_of

Row = dict[str, Any]
Said = tuple[Pack, list[Rating]]


def open_book(files: Sequence[Path], *, default: bool = True, told: Callable[[str], None] = lambda line: None) -> Book:
    """The registry, the pack that ships unless not ``default``, and ``files``. What is left out of a file is ``told`` in a line.

    Raises:
        SettingsError: a file cannot be read.
    """
    known = registry.load()
    given: list[Said] = packs.shipped() if default else []
    taken = {pack.id for pack, _ in given}
    for file in files:
        reading = packs.read_file(file, packs.Options(outlets=known.outlets))
        if reading.left_out:
            told(f"{file}: {len(reading.left_out):,} of {reading.rows:,} rows left out; the first: {reading.left_out[0].reason}")
        id = next(
            id for n in range(1, len(files) + 2) if (id := f"{reading.pack.id}-{n}" if n > 1 else reading.pack.id) not in taken
        )
        taken.add(id)
        given.append((replace(reading.pack, id=id), list(reading.ratings)))
    return packs.book(given, known.outlets, known.owners)


def run_ratings(rows: Iterable[Row], book: Book, progress: Callable[[int], None]) -> Iterator[Row]:
    """{domain} → {domain, outlet, bias, bias7, bias3, factuality, factuality_value, spread, disagree, parts}.

    ``outlet`` is the registry's id or null; ``bias`` −3 … 3 and ``factuality_value`` 1 … 5 are null where unrated; ``spread`` and
    ``disagree`` are those of bias; ``parts`` are all ratings on all axes.
    """
    for done, row in enumerate(rows, 1):
        domain = _host(string(row["domain"]))
        outlet, standing = book.outlet(domain), book.standing(domain)
        bias, facts = standing.get(BIAS), standing.get(FACTUALITY)
        yield {
            "domain": row["domain"],
            "outlet": outlet.id if outlet else None,
            "bias": bias.value if bias else None,
            "bias7": bias7_of(bias.value if bias else None),
            "bias3": side_of(bias.value if bias else None).value,
            "factuality": factuality_of(facts.value if facts else None),
            "factuality_value": facts.value if facts else None,
            "spread": bias.spread if bias else None,
            "disagree": bias.disagree if bias else False,
            "parts": [_part(part) for axis in sorted(standing) for part in standing[axis].parts],
        }
        progress(done)


def _part(rating: Rating) -> Row:
    return {
        "rater": rating.rater,
        "axis": rating.axis,
        "value": rating.value,
        "label": rating.label,
        "url": rating.url,
        "date": rating.rated_on,
        "pack": rating.pack,
        "layer": rating.layer.value,
    }


def _host(text: str) -> str:
    """The host of a domain or address as somebody wrote it; "" where there is none."""
    try:
        return (urlsplit(text if "://" in text else f"//{text}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
