"""Reading the query string: what is not understood is the asker's mistake (400), never ours (500)."""

from __future__ import annotations

import re

from starlette.requests import Request


class BadQuery(Exception):
    """A parameter is not what its name promises; the text says what it may be."""


def number(request: Request, name: str = "page") -> int:
    """A page number from 1; 1 where none is given. Ten digits or more stand for a page that is not there."""
    text = request.query_params.get(name, "1")
    if not re.fullmatch(r"[1-9][0-9]*", text):
        raise BadQuery(f"{name} must be a whole number from 1.")
    return int(text) if len(text) < 10 else 10**9


def language(request: Request, name: str = "lang") -> str:
    text = request.query_params.get(name, "")
    if text and not re.fullmatch(r"[a-z]{2,3}", text):
        raise BadQuery(f"{name} must be a language code of two or three letters, for example en.")
    return text


def country(request: Request, name: str = "country") -> str:
    text = request.query_params.get(name, "")
    if text and not re.fullmatch(r"[A-Z]{2}", text):
        raise BadQuery(f"{name} must be a country code of two capital letters, for example JP.")
    return text


def axis(request: Request, name: str = "axis") -> str:
    """The id of a scale that outlets are rated on; empty where none is given."""
    text = request.query_params.get(name, "")
    if text and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", text):
        raise BadQuery(f"{name} must be the name of a scale, for example bias.")
    return text


def one_of(request: Request, name: str, known: tuple[str, ...]) -> str:
    """One of ``known``; the first of them where none is given."""
    text = request.query_params.get(name, known[0])
    if text not in known:
        raise BadQuery(f"{name} must be one of {', '.join(known)}.")
    return text
