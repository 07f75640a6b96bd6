"""From the command line to a house: settings, database, a plain log."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import typer

from everyside.settings import Settings, load
from everyside.storage import outlets
from everyside.wiring import press
from everyside.wiring.house import House


def settings_of(context: typer.Context) -> Settings:
    path = context.find_root().obj
    return load(path if isinstance(path, Path) else None)


@contextmanager
def house(context: typer.Context, *, alone: bool = False) -> Iterator[House]:
    """The house the settings describe, with its database brought to this release. ``alone``: for commands that do work."""
    quiet_log()
    with House(settings_of(context)) as opened:
        opened.migrate()
        if alone:
            opened.take_charge()
        yield opened


@contextmanager
def known_house(context: typer.Context) -> Iterator[House]:
    """The same; a database that holds no outlet yet is told first who there is and what raters say, as `up` would do."""
    with house(context) as opened:
        with opened.database.read() as tx:
            empty = not outlets.count(tx)
        if empty:
            press.renew(opened)
        yield opened


def quiet_log() -> None:
    """Events as plain lines on standard error; third parties only speak up about errors."""
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("%H:%M:%S", utc=False),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
