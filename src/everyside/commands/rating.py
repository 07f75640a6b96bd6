"""``everyside ratings``: packs of ratings in and out, why an outlet stands where it stands, and overrides by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from everyside.commands import explaining, opening
from everyside.knowledge import formats, packs, registry
from everyside.knowledge.outlets import outlet_of
from everyside.records.errors import EverysideError, SettingsError
from everyside.records.ids import OutletId
from everyside.records.outlet import Outlet
from everyside.records.rating import BIAS, FACTUALITY, Layer, Pack, Rating, Spectrum, bias7_of, factuality_of
from everyside.storage import outlets, owners, ratings, spectra
from everyside.storage.database import Tx
from everyside.wiring import press
from everyside.wiring.house import House

LEFT_OUT = 1
NAMED = 20  # rows left out that are named; --report lists all
HAND = {Layer.OPERATOR: ("The operator", "Set by the operator"), Layer.PERSONAL: ("You", "Set by you")}
app = typer.Typer(help="What raters say of outlets: packs of ratings, and your own word over theirs.", no_args_is_help=True)
Context = typer.Context
File = Annotated[Path, typer.Argument(help="A CSV file of ratings in any format known.")]
FormatOption = Annotated[str, typer.Option("--format", help=f"Default: told by the first line. {', '.join(formats.FORMATS)}.")]
Personal = Annotated[bool, typer.Option("--personal", help="As your personal word, which goes before the operator's.")]
Who = Annotated[str, typer.Argument(metavar="OUTLET", help="An outlet's id, or a domain.")]


@app.command("import")
def import_pack(
    context: Context,
    file: Annotated[Path | None, typer.Argument(help="A CSV file of ratings in any format known.")] = None,
    id: Annotated[str, typer.Option(help="The pack's id, default the file's name. A pack of this id is replaced whole.")] = "",
    name: Annotated[str, typer.Option(help="What the pack is called; default the file's name.")] = "",
    format: FormatOption = "",
    layer: Annotated[Layer, typer.Option("--as", help="Whose word it is; a later one goes before the earlier.")] = Layer.RATERS,
    date: Annotated[str, typer.Option(help="When ratings without a date were made: 2026, 2026-08 or 2026-08-19.")] = "",
    licence: Annotated[str, typer.Option(help="The licence of ratings that name none.")] = "",
    source: Annotated[str, typer.Option(help="Where the file is from.")] = "",
    encoding: Annotated[str, typer.Option(help="If the file is neither UTF-8 nor UTF-16: e.g. cp1252.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Refuse the file if any row is left out.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every row left out, and why, to this CSV file.")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Take in again what ships, after it was removed.")] = False,
) -> None:
    """Take in a file of ratings row by row, and name every row left out."""
    if (file is None) != shipped:
        raise SettingsError("name one file of ratings, or --shipped and no file")
    with opening.known_house(context) as house:
        if file is None:
            with house.database.write() as tx:
                for pack, said in packs.shipped():
                    ratings.save_pack(tx, pack, said, house.now())
                    typer.echo(f"{len(said):,} ratings taken in as pack {pack.id}")
            return _say_when()
        _check(id, date)
        options = replace(
            _options(house),
            id=id,
            name=name,
            format=format,
            layer=layer,
            date=date,
            licence=licence,
            source=source,
            encoding=encoding,
        )
        reading = packs.read_file(file, options)
        if report is not None:
            _write_report(report, reading.left_out)
        if reading.left_out and (strict or not reading.ratings):
            _name(reading)
            why = "refused, as --strict asks" if strict else "refused: no row of it can be used"
            raise EverysideError(f"{file} is {why}; nothing was taken in")
        with house.database.write() as tx:
            _free(tx, reading.pack.id)
            ratings.save_pack(tx, reading.pack, reading.ratings, house.now())
            on, of = ratings.rated(tx, BIAS)
        domains = len({rating.domain for rating in reading.ratings})
        typer.echo(
            f"{len(reading.ratings):,} ratings of {domains:,} domains taken in as pack {reading.pack.id} ({reading.pack.format})"
        )
        if of:  # before the first start there are none
            typer.echo(f"{on:,} of the {of:,} outlets of the registry are now rated on {BIAS}")
        _say_when()
        if reading.left_out:
            _name(reading)
            raise typer.Exit(LEFT_OUT)


@app.command("list")
def list_packs(context: Context) -> None:
    """List all packs: id, whose word, ratings, newest date, when taken in, raters."""
    with opening.known_house(context) as house, house.database.read() as tx:
        inside = ratings.contents(tx)
        for pack, at, number in ratings.all_packs(tx):
            raters, newest = inside.get(pack.id, ((), ""))
            when = f"newest {newest or 'without date'}\ttaken in {at:%Y-%m-%d}"
            typer.echo(f"{pack.id}\t{pack.layer}\t{number:,} ratings\t{when}\t{', '.join(raters)}")


@app.command()
def remove(context: Context, pack: Annotated[str, typer.Argument(help="The pack's id, from `everyside ratings list`.")]) -> None:
    """Forget a pack and all it says; what ships stays away until `everyside ratings import --shipped`."""
    with opening.known_house(context) as house, house.database.write() as tx:
        if pack in {each.id for each, _ in packs.shipped()}:
            ratings.dismiss_pack(tx, pack, house.now())
        elif (known := _known_pack(tx, pack)).source.startswith(packs.OWN):
            raise SettingsError(f"{pack} is read from {known.source} at every start; delete that file instead")
        else:
            ratings.remove_pack(tx, pack)
    typer.echo(f"pack {pack} removed")
    _say_when()


@app.command()
def diff(
    context: Context,
    file: File,
    other: Annotated[Path | None, typer.Argument(help="A newer file; default: FILE against the pack installed.")] = None,
    id: Annotated[str, typer.Option(help="The installed pack to compare with; default that of the file's name.")] = "",
    format: FormatOption = "",
) -> None:
    """Show what a file says that the installed pack does not, or one file and another: new, gone, changed."""
    with opening.known_house(context) as house:
        options = replace(_options(house), format=format)
        first = packs.read_file(file, options)
        if other is not None:
            before, after = first.ratings, packs.read_file(other, options).ratings
        else:
            with house.database.read() as tx:
                before = tuple(ratings.of_pack(tx, _known_pack(tx, id or first.pack.id).id))
            after = first.ratings
    for line in explaining.difference(before, after):
        typer.echo(line)


@app.command()
def export(
    context: Context,
    chosen: Annotated[list[str] | None, typer.Argument(metavar="[PACK]...", help="Packs to write; default all.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to; default standard output.")] = None,
) -> None:
    """Write packs as CSV in our own format; of a rater who speaks twice of the same, the newest word."""
    with opening.known_house(context) as house, house.database.read() as tx:
        wanted = [_known_pack(tx, each).id for each in chosen] if chosen else [pack.id for pack, _, _ in ratings.all_packs(tx)]
        newest: dict[tuple[str, str, str], Rating] = {}
        for rating in (each for id in wanted for each in ratings.of_pack(tx, id)):
            key = (rating.domain, rating.axis, rating.rater)
            if key not in newest or rating.rated_on > newest[key].rated_on:
                newest[key] = rating
    text = packs.write(newest[key] for key in sorted(newest))
    if out is None:
        typer.echo(text, nl=False)
        return
    _write(out, text)


@app.command()
def explain(context: Context, outlet: Who) -> None:
    """Show what every rater says of an outlet, and how it comes to the value that is used."""
    with opening.known_house(context) as house, house.database.read() as tx:
        found, domain = _meant(tx, outlet)
        if found is None:
            said = ratings.of_domain(tx, domain)
            lines = explaining.explanation(None, domain, said, {}, _scales(tx))
        else:
            said = ratings.ratings_of(tx, [found.id]).get(found.id, [])
            behind = owners.chains(tx, {found.owner} if found.owner else set())
            lines = explaining.explanation(found, domain, said, behind, _scales(tx))
    for line in lines:
        typer.echo(line)


@app.command("set")
def set_rating(
    context: Context,
    outlet: Who,
    value: Annotated[float, typer.Option(help="-3 … 3 from one side to the other; on factuality 1 … 5.")],
    axis: Annotated[str, typer.Option(help="bias, factuality, or the id of another spectrum.")] = BIAS,
    label: Annotated[str, typer.Option(help="Your word for it; default that of the class.")] = "",
    note: Annotated[str, typer.Option(help="Why; shown with the word.")] = "",
    personal: Personal = False,
) -> None:
    """Put your own rating over what raters say of an outlet; it is marked as yours wherever it counts."""
    layer = Layer.PERSONAL if personal else Layer.OPERATOR
    with opening.known_house(context) as house, house.database.write() as tx:
        domain = _main_domain(tx, outlet)
        _check_axis(axis, _scales(tx))
        try:
            made = Rating(rater=HAND[layer][0], domain=domain, axis=axis, value=value, label="", rated_on=f"{house.now():%Y-%m-%d}")
        except ValueError as error:
            raise SettingsError(str(error)) from error
        text = _word(made, label, note)
        made = replace(made, label=text)
        _by_hand(tx, layer, domain, axis, [made], house.now())
    typer.echo(f"{domain}: {axis} {value:g} ({text}) set")
    _say_when()


@app.command()
def unset(
    context: Context,
    outlet: Who,
    axis: Annotated[str, typer.Option(help="bias, factuality, or the id of another spectrum.")] = BIAS,
    personal: Personal = False,
) -> None:
    """Take your own rating of an outlet back, so that raters count again."""
    layer = Layer.PERSONAL if personal else Layer.OPERATOR
    with opening.known_house(context) as house, house.database.write() as tx:
        domain = _main_domain(tx, outlet)
        if not _by_hand(tx, layer, domain, axis, [], house.now()):
            raise EverysideError(
                f"{domain} has no {layer} rating on {axis}; `everyside ratings explain {outlet}` shows what it has"
            )
    typer.echo(f"{domain}: {axis} is no longer set by hand")
    _say_when()


def _by_hand(tx: Tx, layer: Layer, domain: str, axis: str, made: Sequence[Rating], now: datetime) -> bool:
    """Put ``made`` in the place of what is set by hand on one domain and axis; whether anything was."""
    before = ratings.of_pack(tx, packs.OVERRIDES[layer])
    kept = [rating for rating in before if (rating.domain, rating.axis) != (domain, axis)]
    pack = Pack(id=packs.OVERRIDES[layer], name=HAND[layer][1], format=formats.OURS.id, source="set by hand", layer=layer)
    if together := [*kept, *made]:
        ratings.save_pack(tx, packs.sealed(pack, together), together, now)
    else:
        ratings.remove_pack(tx, pack.id)
    return len(kept) < len(before)


def _word(rating: Rating, label: str, note: str) -> str:
    """The operator's word, else that of the class, with the note."""
    named = {FACTUALITY: factuality_of, BIAS: bias7_of}.get(rating.axis, "{:g}".format)
    word = label.strip() or named(rating.value)
    text = f"{word}: {note.strip()}" if note.strip() else word
    if len(text) > packs.LIMITS["label"] or not text.isprintable():
        raise SettingsError(f"label and note together must be printable and at most {packs.LIMITS['label']} characters")
    return text


def _options(house: House) -> packs.Options:
    """What the registry knows that readers of files need: axes, and outlets by name."""
    known: registry.Registry = press.registered()
    axes = {spectrum.id for spectrum in known.spectra if not spectrum.derived} | {FACTUALITY, BIAS}
    return packs.Options(axes=axes, outlets=known.outlets, today=f"{house.now():%Y-%m-%d}")


def _scales(tx: Tx) -> dict[str, Spectrum]:
    """The spectra, also before the first start, when the database has none."""
    return spectra.every(tx) or {spectrum.id: spectrum for spectrum in press.registered().spectra}


def _check(id: str, date: str) -> None:
    if id and not packs.is_id(id):
        raise SettingsError(f"--id must be small letters, digits and single hyphens, such as my-ratings, not {id[:80]!r}")
    if date and not packs.is_date(date):
        raise SettingsError(f"--date must be written as 2026, 2026-08 or 2026-08-19, not {date[:80]!r}")


def _check_axis(axis: str, scales: dict[str, Spectrum]) -> None:
    known = sorted({id for id, spectrum in scales.items() if not spectrum.derived} | {BIAS, FACTUALITY})
    if axis not in known:
        raise SettingsError(f"there is no axis {axis[:80]!r} to rate on; known are {', '.join(known)}")


def _free(tx: Tx, id: str) -> None:
    """See that an import does not take the place of what is not an import."""
    if id in packs.OVERRIDES.values():
        raise SettingsError(f"the pack {id} holds what is set by hand; choose another --id")
    for pack, _, _ in ratings.all_packs(tx):
        if pack.id == id and (pack.source == packs.SHIPPED or pack.source.startswith(packs.OWN)):
            raise SettingsError(f"the pack {id} is {pack.source} and read at every start; choose another --id")


def _known_pack(tx: Tx, id: str) -> Pack:
    every = {pack.id: pack for pack, _, _ in ratings.all_packs(tx)}
    if id not in every:
        raise SettingsError(f"no pack is called {id[:80]!r}; there are: {', '.join(every) or 'none'}")
    return every[id]


def _meant(tx: Tx, outlet: str) -> tuple[Outlet | None, str]:
    """The outlet of an id or domain, and the domain meant."""
    id = OutletId(outlet)
    known = outlets.get(tx, [id]).get(id)
    if known is None:
        try:
            host = formats.site(outlet).lower()
        except ValueError as error:
            raise SettingsError(f"no outlet is called {outlet[:80]!r}, and it is no domain: {error}") from error
        if "." not in host:
            raise SettingsError(f"no outlet is called {outlet[:80]!r}; give its id or a domain such as example.org")
        found = outlet_of(host, outlets.domains(tx))
        if found is None:
            return None, host
        known = outlets.get(tx, [found])[found]
    return known, known.domains[0]


def _main_domain(tx: Tx, outlet: str) -> str:
    return _meant(tx, outlet)[1]


def _name(reading: packs.Reading) -> None:
    typer.echo(f"{len(reading.left_out):,} left out of {reading.rows:,} rows:", err=True)
    for each in reading.left_out[:NAMED]:
        typer.echo(f"line {each.line}: {each.reason}", err=True)
    if len(reading.left_out) > NAMED:
        typer.echo(f"… and {len(reading.left_out) - NAMED:,} more; --report FILE lists all", err=True)


def _write_report(path: Path, left_out: Iterable[packs.LeftOut]) -> None:
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("line", "reason", "row"))
    for each in left_out:
        writer.writerow((each.line, packs.harmless(each.reason), packs.harmless(each.row)))
    _write(path, text.getvalue())


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text.encode("utf-8", "replace").decode(), encoding="utf-8")
    except OSError as error:
        raise EverysideError(f"cannot write {path}: {error.strerror}") from error


def _say_when() -> None:
    typer.echo("coverage is made anew by `everyside work`, or by `everyside up` while it runs")
