"""Templates, in the language of whoever reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from everyside.interface import formats, messages
from everyside.publish.web import spoken

SHEET = "everyside.css"


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
    made.filters |= {name: getattr(formats, name) for name in ("ago", "moment", "day", "date", "stamp", "number", "within")} | {
        "iso": iso
    }
    made.globals |= {"count": messages.count, "asset": asset, "spoken": messages.spoken, "tongues": spoken.tongues}
    made.policies["ext.i18n.trimmed"] = True  # a message is one line however the template breaks it
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(messages.looked_up, messages.looked_up_plural, newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = said  # jinja's own takes 9 us a message, of which a page has 140
    return made


def said(message: str, /, **values: Any) -> Markup:
    """A message in a template: itself markup, what is filled in escaped."""
    text = Markup(messages.looked_up(message))  # messages are ours, or the operator's
    return text % values if values or "%" in text else text


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


def iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
