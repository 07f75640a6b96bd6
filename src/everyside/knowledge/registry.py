"""Outlets, owners and spectra together: what ships, what the operator adds, and one list of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from everyside.knowledge import outlets, owners, spectra
from everyside.knowledge.tables import Placed
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner
from everyside.records.rating import Spectrum

FOLDERS = (outlets.SHAPE.folder, owners.SHAPE.folder, spectra.SHAPE.folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """What is known of the press, as far as it is sound. ``problems`` and ``hints`` are one sentence each, with file and entry;
    entries with a problem in themselves are left out."""

    outlets: tuple[Outlet, ...]
    owners: tuple[Owner, ...]
    spectra: tuple[Spectrum, ...]
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def load(own: Path | None = None, *, folder: Traversable | None = None) -> Registry:
    """What ships (or is in ``folder``), and over it the folders outlets/, owners/ and spectra/ in the operator's ``own``.

    Never fails on what the files say: what is wrong is left out and named.
    """

    def places(shipped: Traversable, name: str) -> tuple[Traversable, Traversable | None]:
        return (folder / name if folder is not None else shipped), (own / name if own is not None else None)

    press, wrong_outlets = outlets.read(*places(outlets.shipped_outlets(), outlets.SHAPE.folder))
    behind, wrong_owners = owners.read(*places(owners.shipped_owners(), owners.SHAPE.folder))
    scales, wrong_spectra = spectra.read(*places(spectra.shipped_spectra(), spectra.SHAPE.folder))
    registry = Registry(
        outlets=tuple(each.record for each in press.values()),
        owners=tuple(each.record for each in behind.values()),
        spectra=tuple(each.record for each in scales.values()),
        problems=(*wrong_outlets, *_ownerless(press.values(), behind.keys()), *wrong_owners, *wrong_spectra),
    )
    hints = [
        f"{behind[id].where}: no outlet names it as its owner, and no owner as its parent"
        for id in owners.unused(registry.owners, registry.outlets)
    ]
    return Registry(
        outlets=registry.outlets,
        owners=registry.owners,
        spectra=registry.spectra,
        problems=registry.problems,
        hints=tuple(hints),
    )


def _ownerless(press: Iterable[Placed[Outlet]], known: Iterable[str]) -> list[str]:
    there = set(known)
    return [
        f"{each.where}: owner {each.record.owner!r} is no owner in owners/; add it there, or correct the id"
        for each in press
        if each.record.owner and each.record.owner not in there
    ]
