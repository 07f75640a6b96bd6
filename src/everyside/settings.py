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


def setting(default: Any, help: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"help": help, "secret": secret})


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
    writer: str = setting("plain", "who writes stories: plain (nobody), openai (a model behind write.url), or a dotted path")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateSettings:
    into: str = setting("en", "the reader's language, as a code such as en or de: titles, leads and quotes are translated into it")
    models: str = setting("models", "folder of translation models; `everyside models add` fills it, and nothing else is read")
    workers: int = setting(0, "processes that translate; 0 for one a core")


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSettings:
    url: str = setting("", "where an OpenAI-compatible service answers, e.g. http://127.0.0.1:11434/v1 for Ollama")
    model: str = setting("", "which of its models is asked")
    key: str = setting("", "the key it asks for, if any; better in the environment than in a file", secret=True)
    timeout_s: float = setting(120.0, "seconds one story may take in all, repeated tries included")
    budget_tokens_day: int = setting(1_000_000, "tokens it may take in a day (UTC), questions and answers; 0 for no bound")
    budget_cost_day: float = setting(0.0, "what it may cost in a day (UTC), in the currency of the prices; 0 for no bound")
    price_in: float = setting(0.0, "price of a million tokens asked")
    price_out: float = setting(0.0, "price of a million tokens answered")
    min_texts: int = setting(5, "stories of fewer independent texts are not written")
    max_sentences: int = setting(40, "numbered sentences the model is shown of a story")
    min_minutes: float = setting(30.0, "shortest time between two writings of one story, in minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    host: str = setting("127.0.0.1", "address the site listens on")
    port: int = setting(8000, "port the site listens on")
    name: str = setting("Everyside", "what the site calls itself")
    operator: str = setting("auto", "who sees /operator: auto (only this machine, without a proxy), always, or never")
    language: str = setting("", "language of the site's own words, e.g. de; empty: what the reader's browser asks for, or English")
    messages: str = setting("", "folder with more catalogues of those words, e.g. fr.po (docs/how-to/add-a-language.md)")
    min_articles: int = setting(2, "stories with fewer articles are not put on the front page")
    address: str = setting("", "public address, e.g. https://news.example, for feeds and links in full; empty: as it was called")
    plan: str = setting("", "the plan every visitor has, to try plans; empty for the first of plans.levels")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansSettings:
    """Blocks of the story page by the plan that opens them; empty: open to everybody (docs/how-to/plans.md)."""

    levels: tuple[str, ...] = setting(("free", "premium"), "plans, the smallest first; each opens what those before it do")
    upgrade: str = setting("", "address where a larger plan is had, e.g. /plans; closed blocks link to it")
    bullets: str = setting("", "plan that opens what is reported, point by point")
    written: str = setting("", "plan that opens what a model wrote")
    compare: str = setting("", "plan that opens the sides compared")
    differences: str = setting("", "plan that opens where reports differ")
    quotes: str = setting("", "plan that opens who is quoted")
    moments: str = setting("", "plan that opens what happened when")
    changes: str = setting("", "plan that opens what changed")
    sides: str = setting("", "plan that opens the distribution of sides")
    factuality: str = setting("", "plan that opens factuality, in figures and at each outlet")
    ownership: str = setting("", "plan that opens ownership, in figures and at each outlet")
    countries: str = setting("", "plan that opens the map and table of countries")
    over_time: str = setting("", "plan that opens coverage over time")
    first: str = setting("", "plan that opens who was first")
    copies: str = setting("", "plan that opens which texts were copied")
    related: str = setting("", "plan that opens stories before, after and akin")
    why: str = setting("", "plan that opens why each article is in the story")
    filters: str = setting("", "plan that opens sorting and filters of the articles")

    def of(self, block: str) -> str:
        """The plan that opens ``block``; empty where it is open to everybody."""
        plan: str = getattr(self, block)
        return plan


BLOCKS: tuple[str, ...] = tuple(each.name for each in fields(PlansSettings) if each.name not in ("levels", "upgrade"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    storage: StorageSettings = StorageSettings()
    collect: CollectSettings = CollectSettings()
    work: WorkSettings = WorkSettings()
    parts: PartsSettings = PartsSettings()
    translate: TranslateSettings = TranslateSettings()
    write: WriteSettings = WriteSettings()
    site: SiteSettings = SiteSettings()
    plans: PlansSettings = PlansSettings()


SECTIONS: dict[str, type[Any]] = {
    "storage": StorageSettings,
    "collect": CollectSettings,
    "work": WorkSettings,
    "parts": PartsSettings,
    "translate": TranslateSettings,
    "write": WriteSettings,
    "site": SiteSettings,
    "plans": PlansSettings,
}
KEYS: tuple[tuple[str, str, Any, str], ...] = tuple(
    (section, each.name, each.default, each.metadata["help"]) for section, kind in SECTIONS.items() for each in fields(kind)
)
SECRET = {each.name for kind in SECTIONS.values() for each in fields(kind) if each.metadata["secret"]}  # shown as ***
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
    return kind(**{key: _convert(where, value, types[key], key in SECRET) for key, (where, value) in given.items()})


def _convert(where: str, value: Any, to: Any, secret: bool = False) -> Any:
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
        raise SettingsError(f"{where} must be {wanted}" + ("" if secret else f", not {value!r}")) from error


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
    write = settings.write
    for name in ("budget_tokens_day", "budget_cost_day", "price_in", "price_out", "min_minutes"):
        if getattr(write, name) < 0:
            raise SettingsError(f"write.{name} must not be below 0")
    if write.timeout_s <= 0 or write.min_texts < 1 or not 5 <= write.max_sentences <= 200:
        raise SettingsError("write.timeout_s must be above 0, write.min_texts at least 1, write.max_sentences from 5 to 200")
    if write.min_minutes > LONGEST_DAYS * 1440:
        raise SettingsError(f"write.min_minutes must be at most {LONGEST_DAYS * 1440:,}")
    if write.budget_cost_day and not (write.price_in or write.price_out):
        raise SettingsError("write.budget_cost_day needs write.price_in and write.price_out")
    if settings.site.address and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", settings.site.address):
        raise SettingsError(
            f"site.address must be a web address without a path, such as https://news.example, not {settings.site.address!r}"
        )
    if settings.site.operator not in ("auto", "always", "never"):
        raise SettingsError(f"site.operator must be auto, always or never, not {settings.site.operator!r}")
    _check_plans(settings)
    if settings.work.window_days <= 0 or settings.work.page_seconds <= 0 or settings.work.extract_workers < 0:
        raise SettingsError("work.window_days and work.page_seconds must be above 0, work.extract_workers not below 0")


def _check_plans(settings: Settings) -> None:
    plans = settings.plans
    if not plans.levels or len(set(plans.levels)) < len(plans.levels):
        raise SettingsError("plans.levels must name at least one plan, each once")
    for key, plan in (("site.plan", settings.site.plan), *((f"plans.{block}", plans.of(block)) for block in BLOCKS)):
        if plan and plan not in plans.levels:
            raise SettingsError(f"{key} must be one of plans.levels ({', '.join(plans.levels)}) or empty, not {plan!r}")
    if plans.upgrade and not re.match(r"(https?://|/(?!/))[^\s\\]*$", plans.upgrade):
        raise SettingsError(f"plans.upgrade must start with / or https://, not {plans.upgrade!r}")
