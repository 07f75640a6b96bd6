"""Commands for what readers report: reports list, reports done."""

from __future__ import annotations

from typing import Annotated

import typer

from everyside.commands import opening
from everyside.pages.report_page import KINDS
from everyside.records.errors import EverysideError
from everyside.records.report import Report
from everyside.storage import reports

MOST = 1000

app = typer.Typer(help="Read the mistakes that readers report, and close what is put right.", no_args_is_help=True)


@app.command("list")
def show(
    context: typer.Context,
    done: Annotated[bool, typer.Option("--done", help="Also those that are put right.")] = False,
    most: Annotated[int, typer.Option("--most", help="How many, the newest first.", min=1, max=MOST)] = 50,
) -> None:
    """Show what readers report, the newest first."""
    with opening.house(context) as house, house.database.read() as tx:
        found = reports.newest(tx, most, done=done)
    for report in found:
        _say(report)
    if not found:
        typer.echo("no report is waiting")


@app.command("done")
def close(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The report's number, as `everyside reports list` shows it.")],
) -> None:
    """Close a report whose mistake is put right."""
    with opening.house(context) as house, house.database.write() as tx:
        if not reports.close(tx, number, house.now()):
            raise EverysideError(f"there is no report {number}; `everyside reports list` shows them")
    typer.echo(f"report {number} is done")


def _say(report: Report) -> None:
    state = f"  done {report.done_at:%Y-%m-%d %H:%M}" if report.done_at else ""
    article = f"  article {report.article_id}" if report.article_id else ""
    typer.echo(f"{report.id}  {report.at:%Y-%m-%d %H:%M}  story {report.story_id}{article}  {KINDS[report.kind]}{state}")
    for line in report.text.splitlines():
        typer.echo(f"    {line}")
