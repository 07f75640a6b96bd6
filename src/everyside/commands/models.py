"""Commands about translation models: models add, list, remove."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from everyside.adapters.translator import fetching
from everyside.adapters.translator.models import Model, ModelError, models_in, routes
from everyside.commands import opening
from everyside.pages.names import language_name
from everyside.records.errors import EverysideError

PROBLEMS = 1
MEGABYTE = 1e6
app = typer.Typer(help="The models that translate titles, leads and quotes: fetch, list and remove them.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    languages: Annotated[list[str], typer.Argument(help="Codes of the languages to translate from, e.g. es de ru.")],
) -> None:
    """Fetch models from these languages into the reader's, to be used without a network afterwards."""
    settings = opening.settings_of(context).translate
    folder = Path(settings.models)
    codes = [code.strip().lower() for code in languages]
    progress = sys.stderr.isatty()
    for model in fetching.fetch(folder, codes, settings.into, progress, lambda line: typer.echo(line, err=True)):
        typer.echo(_line(model))
    typer.echo("Restart `everyside up`, or run `everyside work`; articles that are here already are translated too.", err=True)


@app.command("list")
def list_models(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Read every file and compare it with its SHA-256.")] = False,
) -> None:
    """List the models that are here, and into which languages they lead."""
    settings = opening.settings_of(context).translate
    folder = Path(settings.models)
    found = models_in(folder)
    broken = False
    for model in found.values():
        fault = _fault(model, check)
        broken = broken or bool(fault)
        typer.echo(_line(model) + (f"  {fault}" if fault else ""))
    languages = sorted(language_name(source) for source, target in routes(found) if target == settings.into)
    if languages:
        typer.echo(f"Into {language_name(settings.into)} from {', '.join(languages)}.")
    else:
        typer.echo(f"Nothing in {folder} translates into {language_name(settings.into)}; `everyside models add es de` would.")
    if broken:
        raise typer.Exit(PROBLEMS)


@app.command()
def remove(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="Pairs such as es-en, or languages: es stands for every pair with it.")],
) -> None:
    """Delete models. What they have translated stays."""
    folder = Path(opening.settings_of(context).translate.models)
    found = models_in(folder)
    chosen: dict[str, Model] = {}
    for name in names:
        fitting = [model for pair, model in found.items() if name == model.name or name in pair]
        if not fitting:
            raise EverysideError(f"there is no model {name!r} in {folder}; `everyside models list` lists them")
        chosen |= {model.name: model for model in fitting}
    for model in chosen.values():
        if model.folder.is_symlink():
            model.folder.unlink()
        else:
            shutil.rmtree(model.folder)
        typer.echo(f"removed {model.name}")


def _line(model: Model) -> str:
    said = f"{language_name(model.source)} → {language_name(model.target)}"
    return f"{model.name}  {said}  {model.size / MEGABYTE:.0f} MB{'' if model.sums else '  put here by hand'}"


def _fault(model: Model, check: bool) -> str:
    if not model.complete:
        return "incomplete: it needs a model.*.bin and a vocab.*.spm"
    if check:
        try:
            model.read()
        except ModelError as error:
            return str(error)
    return ""
