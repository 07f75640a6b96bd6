"""The command ``everyside``: what an operator types, in words; the work is done elsewhere.

Exit codes: 0 done; 1 something to look at (``doctor`` found a fault, an input line was left out); 2 the call or a setting is
wrong; 3 the database cannot be used; 4 there is no such story; 70 a bug.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from everyside import __version__
from everyside.commands import (
    correcting,
    evaluating,
    looking,
    models,
    press,
    rating,
    registry,
    reporting,
    running,
    searching,
    writing,
)
from everyside.records.errors import EverysideError, SettingsError, StorageError

app = typer.Typer(
    name="everyside",
    help="Read the news from every side: collect outlets, group articles into stories, show who reports what.\n\n"
    "Start with `everyside up` and open the address it prints.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(press.feeds, name="feeds")
app.add_typer(registry.app, name="outlets")
app.add_typer(rating.app, name="ratings")
app.add_typer(correcting.app, name="correct")
app.add_typer(reporting.app, name="reports")
app.add_typer(models.app, name="models")
app.add_typer(evaluating.app, name="eval")
for command in (*running.COMMANDS, *looking.COMMANDS, *searching.COMMANDS, *writing.COMMANDS):
    app.command()(command)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"everyside {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Settings file; default everyside.toml, if it is here.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which release this is.")
    ] = False,
) -> None:
    context.obj = config


def main() -> None:
    """Run the command; expected errors become one line and an exit code, bugs a traceback and 70."""
    try:
        app()
    except (SettingsError, StorageError, EverysideError) as error:
        typer.echo(f"everyside: {error}", err=True)
        sys.exit({SettingsError: 2, StorageError: 3}.get(type(error), 1))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception:  # so that a script can tell a bug from what doctor found, which is 1
        traceback.print_exc()
        sys.exit(running.BUG)
