"""Templates and the few words they need made: times and what a count counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from everyside.pages.progress import count

SHEET = "everyside.css"
INTERFACE = "en"  # the language of the site's own words


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Every value is escaped in every template; a name that a page lacks is an error, not an empty string."""
    made = Environment(
        loader=PackageLoader("everyside.publish.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"ago": ago, "moment": moment, "day": day, "iso": iso, "stamp": stamp}
    made.globals |= {"interface": INTERFACE, "direction": direction, "count": count, "asset": asset}
    return made


def render(template: str, **values: Any) -> str:
    return environment().get_template(template).render(**values)


def compile_templates() -> None:
    made = environment()
    for name in made.list_templates():
        made.get_template(name)


@lru_cache(maxsize=1)
def sheet() -> bytes:
    """The style sheet that is served: the files of ``static/css`` in the order of their names, without comments and indents."""
    parts = sorted(files("everyside.publish.web").joinpath("static", "css").iterdir(), key=lambda each: each.name)
    whole = "\n".join(part.read_text("utf-8") for part in parts if part.name.endswith(".css"))
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)).strip().encode()


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """Address of a static file, which changes with its content so that it may be cached for long."""
    body = sheet() if name == SHEET else files("everyside.publish.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={sha256(body).hexdigest()[:10]}"


@lru_cache(maxsize=8)
def direction(language: str) -> str:
    """``ltr`` or ``rtl``, the way a language is written (CLDR through babel)."""
    from babel import Locale

    return "rtl" if Locale(language).character_order == "right-to-left" else "ltr"


def ago(then: datetime, now: datetime) -> str:
    """``just now``, ``5 min ago``, ``3 h ago``, ``4 days ago``; the date for what is older than two weeks or yet to come."""
    age = now - then
    if age < timedelta(minutes=-5) or age > timedelta(days=14):
        return day(then, weekday=False)
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


def moment(time: datetime) -> str:
    """``23 November 2026, 12:17 UTC``"""
    return f"{day(time, weekday=False)}, {time.astimezone(UTC):%H:%M} UTC"


def day(time: datetime, *, weekday: bool = True) -> str:
    """``Monday, 23 November 2026``"""
    time = time.astimezone(UTC)
    date = f"{time.day} {time:%B} {time.year}"
    return f"{time:%A}, {date}" if weekday else date


def stamp(time: datetime) -> str:
    """``23 November, 12:00``"""
    time = time.astimezone(UTC)
    return f"{time.day} {time:%B}, {time:%H:%M}"


def iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
