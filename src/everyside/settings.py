"""``everyside.toml`` and the environment, read once into frozen records.

Every key can also be given as ``EVERYSIDE_SECTION__KEY``; the environment wins. Unknown keys are refused with the nearest
known one, so a typing mistake never passes in silence. ``KEYS`` is what the documentation and ``everyside settings`` show.
"""

from __future__ import annotations

import ipaddress
import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from everyside.records.errors import SettingsError


def setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    url: str = setting("sqlite:///everyside.db", "database address: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectSettings:
    press: str = setting("auto", "what to read: live, demo, none (only what you add), or auto (live where the network answers)")
    proxy: str = setting("", "HTTP proxy for all fetching, e.g. http://127.0.0.1:8765; empty for none")
    allowed_networks: tuple[str, ...] = setting((), "private networks that may be fetched from, as CIDR, e.g. 10.1.0.0/16")
    user_agent: str = setting("", "how we introduce ourselves; empty for Everyside/VERSION (+contact)")
    contact: str = setting("", "address for outlets' questions, part of the user agent")
    concurrency: int = setting(64, "requests under way at once, over all hosts")
    timeout_s: float = setting(20.0, "seconds one request may take in all, redirects included")
    delay_s: float = setting(0.5, "seconds between two requests to one host where its robots.txt asks for none")
    max_delay_s: float = setting(30.0, "longest crawl-delay obeyed; a host that asks for more is asked this seldom")
    min_interval_s: float = setting(300.0, "shortest time between two looks at one feed")
    max_interval_s: float = setting(86400.0, "longest time between two looks at one feed")
    max_feed_bytes: int = setting(16 << 20, "largest feed or sitemap, decompressed")
    max_page_bytes: int = setting(3 << 20, "largest article page, decompressed")
    max_age_days: float = setting(30.0, "entries older than this are not taken in")
    keep_pages_days: float = setting(3.0, "how long fetched pages are kept for extraction anew")
    sitemaps: bool = setting(True, "also read the news sitemaps that robots.txt announces")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSettings:
    extract_workers: int = setting(0, "processes that extract pages; 0 for one a core")
    page_seconds: float = setting(5.0, "seconds one page may take to extract before its worker is killed")
    window_days: float = setting(6.0, "how far apart in time two articles of one story may be")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSettings:
    fetcher: str = setting("aiohttp", "who fetches: aiohttp, or a dotted path module:factory")
    embedder: str = setting("e5", "who embeds: e5, plain (no model; same-language only), or a dotted path")
    classifier: str = setting("prototypes", "who names topics: prototypes, plain (words alone), or a dotted path")
    recognizer: str = setting("gazetteer", "who finds names: gazetteer, plain (capitals alone, no places), or a dotted path")
    translator: str = setting("firefox", "who translates: firefox (models in translate.models), plain (nothing), or a dotted path")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateSettings:
    into: str = setting("en", "the reader's language, as a code such as en or de: titles, leads and quotes are translated into it")
    models: str = setting("models", "folder of translation models; `everyside models add` fills it, and nothing else is read")
    workers: int = setting(0, "processes that translate; 0 for one a core")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    host: str = setting("127.0.0.1", "address the site listens on")
    port: int = setting(8000, "port the site listens on")
    name: str = setting("Everyside", "what the site calls itself")
    operator: str = setting("auto", "who sees /operator: auto (only this machine, without a proxy), always, or never")
    min_articles: int = setting(2, "stories with fewer articles are not put on the front page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    storage: StorageSettings = StorageSettings()
    collect: CollectSettings = CollectSettings()
    work: WorkSettings = WorkSettings()
    parts: PartsSettings = PartsSettings()
    translate: TranslateSettings = TranslateSettings()
    site: SiteSettings = SiteSettings()


SECTIONS: dict[str, type[Any]] = {
    "storage": StorageSettings,
    "collect": CollectSettings,
    "work": WorkSettings,
    "parts": PartsSettings,
    "translate": TranslateSettings,
    "site": SiteSettings,
}
KEYS: tuple[tuple[str, str, Any, str], ...] = tuple(
    (section, each.name, each.default, each.metadata["help"]) for section, kind in SECTIONS.items() for each in fields(kind)
)
PREFIX = "EVERYSIDE_"
NOT_SETTINGS = {"EVERYSIDE_EVAL_DATA", "EVERYSIDE_NEWSROOM", "EVERYSIDE_CHROMIUM"}  # read by tests, benchmarks and ./dev
LONGEST_DAYS = 36_500  # a century: what is added to a date must leave it a date
LONGEST_S = LONGEST_DAYS * 86_400


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``path`` (default ``everyside.toml`` here, if it exists) and the environment.

    Raises:
        SettingsError: the file cannot be read, a key is unknown, or a value does not fit; the text names the key.
    """
    given: dict[str, dict[str, Any]] = {}
    file = path or Path("everyside.toml")
    if path is not None or file.exists():
        given = _read(file)
    for name, text in environment.items():
        if name.startswith(PREFIX) and name not in NOT_SETTINGS:
            section, separator, key = name[len(PREFIX) :].lower().partition("__")
            if not separator:
                raise SettingsError(f"{name}: write EVERYSIDE_SECTION__KEY, with two underscores in the middle")
            given.setdefault(section, {})[key] = (name, text)
    for section in given:
        _known(section, SECTIONS, f"section [{section}]")
    made = {section: _section(section, kind, given.get(section, {})) for section, kind in SECTIONS.items()}
    settings = Settings(**made)
    _check(settings)
    return settings


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read {file}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error
    for section, table in document.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{file}: {section} stands outside a section; put it under one of [{'], ['.join(SECTIONS)}]")
    return {
        section: {key: (f"{file}: {section}.{key}", value) for key, value in table.items()} for section, table in document.items()
    }


def _known(name: str, known: Mapping[str, Any], what: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, 1)
        raise SettingsError(f"unknown {what}" + (f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"))


def _section(section: str, kind: type[Any], given: Mapping[str, Any]) -> Any:
    types = get_type_hints(kind)
    for key in given:
        _known(key, types, f"setting {section}.{key}")
    return kind(**{key: _convert(where, value, types[key]) for key, (where, value) in given.items()})


def _convert(where: str, value: Any, to: Any) -> Any:
    """``value`` as the setting's type; the environment gives only text."""
    try:
        if to is bool:
            if isinstance(value, bool):
                return value
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[str(value).lower()]
        if to in (int, float):
            if isinstance(value, bool) or (to is int and isinstance(value, float)) or not math.isfinite(float(value)):
                raise ValueError
            return to(value)
        if to is str:
            if not isinstance(value, str):
                raise ValueError
            return value
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip() for part in parts if str(part).strip())
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        wanted = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}.get(
            to, "a list of texts"
        )
        raise SettingsError(f"{where} must be {wanted}, not {value!r}") from error


def _check(settings: Settings) -> None:
    collect = settings.collect
    if collect.press not in ("auto", "live", "demo", "none"):
        raise SettingsError(f"collect.press must be auto, live, demo or none, not {collect.press!r}")
    if collect.proxy and not collect.proxy.startswith(("http://", "https://")):
        raise SettingsError(f"collect.proxy must start with http:// or https://, not {collect.proxy!r}")
    if not 0 < collect.min_interval_s <= collect.max_interval_s:
        raise SettingsError("collect.min_interval_s must be above 0 and at most collect.max_interval_s")
    for name in ("concurrency", "timeout_s", "max_feed_bytes", "max_page_bytes", "max_age_days", "keep_pages_days"):
        if getattr(collect, name) <= 0:
            raise SettingsError(f"collect.{name} must be above 0")
    for name in ("delay_s", "max_delay_s"):
        if getattr(collect, name) < 0:
            raise SettingsError(f"collect.{name} must not be below 0")
    for section, key, default, _ in KEYS:
        most = {"_days": LONGEST_DAYS, "_s": LONGEST_S}.get(f"_{key.rpartition('_')[2]}")
        if most and isinstance(default, float) and getattr(getattr(settings, section), key) > most:
            raise SettingsError(f"{section}.{key} must be at most {most:,}")
    for network in collect.allowed_networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise SettingsError(f"collect.allowed_networks: {error}; write e.g. 10.1.0.0/16") from error
    if not 0 <= settings.site.port <= 65535:
        raise SettingsError("site.port must lie between 0 and 65535")
    if not re.fullmatch("[a-z]{2,3}", settings.translate.into):
        raise SettingsError(f"translate.into must be a language code such as en, not {settings.translate.into!r}")
    if settings.translate.workers < 0:
        raise SettingsError("translate.workers must not be below 0")
    if settings.site.operator not in ("auto", "always", "never"):
        raise SettingsError(f"site.operator must be auto, always or never, not {settings.site.operator!r}")
    if settings.work.window_days <= 0 or settings.work.page_seconds <= 0 or settings.work.extract_workers < 0:
        raise SettingsError("work.window_days and work.page_seconds must be above 0, work.extract_workers not below 0")
