"""Messages in the language being spoken.

A message is written in English where it is used, and looked up in the catalogue of the language (GNU gettext, read by babel).
What is filled in stands as ``%(name)s``; a percent sign of a message is written ``%%``, as in ``{% trans %}`` of a template. The
language belongs to the request or command under way (``speak``), so that nothing has to be handed through.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from everyside.interface.catalogue import ENGLISH, Words

_spoken: ContextVar[Words] = ContextVar("spoken", default=ENGLISH)


def speak(words: Words) -> None:
    """From now on, in this request, command or thread."""
    _spoken.set(words)


def spoken() -> Words:
    return _spoken.get()


def N_(message: str) -> str:
    """Marks a message that is looked up later, with ``_``, as those of a table are."""
    return message


def looked_up(message: str) -> str:
    """The message as it is said in the language spoken, nothing filled in."""
    return _spoken.get().catalogue.gettext(message) if message else ""


def looked_up_plural(one: str, many: str, number: int) -> str:
    """The same, in the form that ``number`` asks for."""
    return _spoken.get().catalogue.ngettext(one, many, number)


def _(message: str, **values: Any) -> str:
    """``_("by %(outlet)s", outlet=name)``"""
    return looked_up(message) % values


def count(number: int, one: str, many: str, **values: Any) -> str:
    """``count(4237, "%(num)s article", "%(num)s articles")`` → ``4,237 articles``."""
    from everyside.interface.formats import number as figure

    return looked_up_plural(one, many, number) % {"num": figure(number), **values}


def listed(items: list[str]) -> str:
    """``Left, center and right`` (CLDR list pattern through babel)."""
    from babel.lists import format_list

    return format_list(items, style="standard", locale=_spoken.get().locale)
