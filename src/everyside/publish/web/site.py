"""What every address answers from: the database, the settings, the clock; and how a page becomes an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from starlette.responses import HTMLResponse

from everyside.pages.meaning import Meaning
from everyside.pages.progress import Progress
from everyside.publish.web.rendering import render
from everyside.settings import Settings
from everyside.storage import notes
from everyside.storage.database import Database

GET = ["GET", "HEAD"]
FRESH = {"cache-control": "no-cache"}  # ask every time; caching.py keeps it until somebody writes
UNKEPT = {"cache-control": "no-store"}  # for what depends on more than the database


class Page(Protocol):
    """What every page's record has."""

    @property
    def site(self) -> str: ...
    @property
    def fiction(self) -> bool: ...


@dataclass(slots=True)
class _Remembered:
    """The last known answer to whether the newsroom is made up."""

    value: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """``now`` gives aware UTC times; ``progress`` the first round's state, None when it is over; ``meaning`` finds by meaning, None
    where words alone are looked for."""

    database: Database
    settings: Settings
    now: Callable[[], datetime]
    progress: Callable[[], Progress | None]
    meaning: Meaning | None = None
    _made_up: _Remembered = field(default_factory=_Remembered)

    @property
    def name(self) -> str:
        return self.settings.site.name

    @property
    def into(self) -> str:
        """The reader's language."""
        return self.settings.translate.into

    def html(self, template: str, page: Page, **more: Any) -> HTMLResponse:
        """A page's record through its template."""
        return HTMLResponse(render(template, page=page, site=page.site, fiction=page.fiction, **more), headers=FRESH)

    def text(self, template: str, **more: Any) -> str:
        """A template that has no record."""
        return render(template, site=self.name, **more)

    def fiction(self) -> bool:
        """Whether the newsroom is made up."""
        with self.database.read() as tx:
            self._made_up.value = notes.read(tx, "press") == "demo"
        return self._made_up.value

    def was_fiction(self) -> bool:
        """The last known answer, for when the database cannot be asked."""
        return self._made_up.value
