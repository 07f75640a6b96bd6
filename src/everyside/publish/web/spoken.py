"""Which language the site's own words are in: the reader's choice, else the operator's, else what the browser asks for.

A reader chooses with a link of the footer, ``?interface=de`` on any page: only then is a cookie set, which holds that code and
nothing else.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from everyside.interface.catalogue import Languages
from everyside.interface.messages import speak, spoken

CHOICE = "interface"  # the name of the cookie and of the query's key
KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language a reader may change to."""

    code: str
    name: str
    direction: str
    query: str  # of the link that changes to it, from the page it stands on
    current: bool


_tongues: ContextVar[tuple[Tongue, ...]] = ContextVar("tongues", default=())


def tongues() -> tuple[Tongue, ...]:
    """The languages that the page under way is there in; none where there is one only."""
    return _tongues.get()


class Spoken:
    """ASGI middleware: everything within speaks the language of whoever asks.

    ``otherwise``: the operator's, empty to go by the browser.
    """

    def __init__(self, app: ASGIApp, languages: Languages, otherwise: str) -> None:
        self.app = app
        self._languages = languages
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=None)
        asked = next((value for name, value in query if name == CHOICE), "")
        rest = [(name, value) for name, value in query if name != CHOICE]
        if asked in self._languages.codes and scope["method"] == "GET":
            await self._chosen(asked, rest)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        chosen = chosen_in(headers.get("cookie", ""))
        accepted = headers.get("accept-language", "")
        if chosen in self._languages.codes:
            words = self._languages.words(chosen)
        elif self._otherwise:
            words = self._languages.words(self._otherwise)
        else:
            words = self._languages.best(accepted)
        speak(words)  # not taken back: each request is a task with a context of its own, and the page for a failure needs it
        _tongues.set(self._offered(rest))

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                answered.add_vary_header("accept-language, cookie")
                if answered.get("content-type", "").startswith("text/html"):
                    answered["content-language"] = words.language
            await send(message)

        await self.app(scope, receive, said)

    def _offered(self, rest: list[tuple[str, str]]) -> tuple[Tongue, ...]:
        codes, now = self._languages.codes, spoken().language
        if len(codes) < 2:
            return ()
        every = [self._languages.words(code) for code in codes]
        links = [f"?{urlencode([*rest, (CHOICE, code)])}" for code in codes]
        return tuple(
            Tongue(each.language, each.name, each.direction, link, each.language == now)
            for each, link in zip(every, links, strict=True)
        )

    def _chosen(self, language: str, rest: list[tuple[str, str]]) -> Response:
        """Back to the same page, by an address relative to it, so that nobody can be sent elsewhere."""
        answer = Response(status_code=303, headers={"location": "?" + urlencode(rest), "cache-control": "no-store"})
        answer.set_cookie(CHOICE, language, max_age=KEPT_S, path="/", samesite="lax", httponly=True)
        return answer


def chosen_in(cookies: str) -> str:
    """The language that a ``Cookie`` header names; empty where it names none."""
    try:
        found = SimpleCookie(cookies).get(CHOICE)
    except CookieError:
        return ""
    return found.value if found else ""


def only_the_choice(cookies: str) -> bool:
    """Whether a ``Cookie`` header holds nothing but the language, so that its page is the same for everybody who chose it."""
    return re.fullmatch(rf"{CHOICE}=[a-z]{{2,3}}", cookies) is not None
