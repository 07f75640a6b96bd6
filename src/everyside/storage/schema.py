"""Every table, declared once for SQLite and PostgreSQL. Migrations bring a database here; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python whatever the database keeps: SQLite drops zones, so they are dropped and restored here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id(name: str, *more: Any, **options: Any) -> Column[str]:
    return Column(name, String(64), *more, **options)


outlets = Table(
    "outlets",
    metadata,
    _id("id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("medium", String(20), nullable=False),
    Column("scope", String(16), nullable=False, server_default="unknown"),
    Column("agency", Boolean, nullable=False),
    Column("state", Boolean, nullable=False),
    Column("public_service", Boolean, nullable=False),
    _id("owner", nullable=True),  # no foreign key: an owner nobody described is unknown, not an error
    Column("owner_source", Text, nullable=False, server_default=text("''")),
    Column("facts_source", Text, nullable=False, server_default=text("''")),
    Column("homepage", Text, nullable=False),
    Column("feeds", JSON, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("fiction", Boolean, nullable=False),
)

outlet_domains = Table(
    "outlet_domains",
    metadata,
    Column("domain", String(255), primary_key=True),
    _id("outlet_id", ForeignKey("outlets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),  # in the outlet's own order; its main domain is first
)

owners = Table(
    "owners",
    metadata,
    _id("id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("country", String(2), nullable=False),
    _id("parent", nullable=True),
    Column("source", Text, nullable=False),
    Column("fiction", Boolean, nullable=False),
)

# The scales outlets are rated on, factuality aside.
spectra = Table(
    "spectra",
    metadata,
    _id("id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("low", Text, nullable=False),
    Column("middle", Text, nullable=False),
    Column("high", Text, nullable=False),
    Column("letters", JSON, nullable=False),
    Column("countries", JSON, nullable=False),
    Column("about", Text, nullable=False),
    Column("derived", Boolean, nullable=False),
)

packs = Table(
    "packs",
    metadata,
    _id("id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("format", String(40), nullable=False),
    Column("licence", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("layer", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
)

# By domain, not by outlet: an outlet met tomorrow is rated by what was said of its address today.
ratings = Table(
    "ratings",
    metadata,
    _id("pack", ForeignKey("packs.id", ondelete="CASCADE"), primary_key=True),
    Column("rater", String(100), primary_key=True),
    Column("domain", String(255), primary_key=True, index=True),
    Column("axis", String(64), primary_key=True),
    Column("value", Float, nullable=False),
    Column("label", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("rated_on", String(10), nullable=False),  # ISO date, month, year or ""
    Column("licence", Text, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    _id("id", primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    _id("outlet_id", ForeignKey("outlets.id", ondelete="SET NULL"), nullable=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("body_digest", String(64), nullable=False),
    Column("interval_s", Float, nullable=False),
    Column("next_at", UtcDateTime, nullable=True, index=True),  # null: due now
    Column("last_at", UtcDateTime, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("language", Text, nullable=False),  # as declared by a stranger, at any length
    Column("title", Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    _id("id", primary_key=True),
    _id("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("published", UtcDateTime, nullable=True),
    Column("modified", UtcDateTime, nullable=True),
    Column("authors", JSON, nullable=False),
    Column("language", Text, nullable=False),  # as declared by a stranger, at any length
    Column("image", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    _id("article_id", nullable=True, index=True),  # set by extract
)

pages = Table(
    "pages",
    metadata,
    _id("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # zlib
    Column("content_type", Text, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False, index=True),
)

articles = Table(
    "articles",
    metadata,
    _id("id", primary_key=True),
    Column("url", Text, nullable=False),
    _id("outlet_id", ForeignKey("outlets.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("published", UtcDateTime, nullable=False, index=True),
    Column("published_stated", Boolean, nullable=False),
    Column("modified", UtcDateTime, nullable=True),
    Column("authors", JSON, nullable=False),
    Column("image", Text, nullable=False),
    Column("paywall", Boolean, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("summary", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
)

signatures = Table(
    "signatures",
    metadata,
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
    Column("made_by", Text, nullable=False),
)

copies = Table(
    "copies",
    metadata,
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    _id("group_id", nullable=False, index=True),
    Column("made_by", Text, nullable=False),
)

# Which agencies an article says it is from.
credits = Table(
    "credits",
    metadata,
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    _id("agency", primary_key=True),
    Column("kind", String(8), nullable=False),  # whole, part
    Column("quote", Text, nullable=False),
    Column("made_by", Text, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("values", LargeBinary, nullable=False),
    Column("made_by", Text, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    _id("id", primary_key=True),
    Column("first_published", UtcDateTime, nullable=False),
    Column("last_published", UtcDateTime, nullable=False, index=True),
    Column("articles", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    _id("merged_into", nullable=True, index=True),
)

members = Table(
    "members",
    metadata,
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    _id("story_id", ForeignKey("stories.id"), nullable=False, index=True),
    Column("score", Float, nullable=False),
    _id("nearest", nullable=True),
    Column("evidence", JSON, nullable=True),  # null: written before evidence was kept
    Column("made_by", Text, nullable=False),
)

# What people put right. Never deleted: an undone one stays in the log.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),  # who
    Column("why", Text, nullable=False),
    Column("action", String(16), nullable=False),  # move, merge, split, pin
    Column("articles", JSON, nullable=False),  # the articles it is about
    Column("anchors", JSON, nullable=False),  # the articles they belong with
    Column("strangers", JSON, nullable=False),  # the articles they do not belong with
    Column("before", JSON, nullable=False),  # article → the story it was in
    Column("undone_at", UtcDateTime, nullable=True),
    Column("undone_by", Text, nullable=False),
    Column("undone_why", Text, nullable=False),
)

# What an article is about: topics, places, people and organisations.
tags = Table(
    "tags",
    metadata,
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("topics", JSON, nullable=False),  # topic → 0 … 1
    Column("names", JSON, nullable=False),  # [{kind, key, name, count}]
    Column("made_by", Text, nullable=False),
)

# What a story is about, from its members' tags, each independent text once.
labels = Table(
    "labels",
    metadata,
    _id("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),  # topic, place, person, organisation, name
    Column("key", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("weight", Float, nullable=False),  # share of the story's independent texts, 0 … 1
    Column("made_by", Text, nullable=False),
    Index("ix_labels_kind_key", "kind", "key"),
)

# From a story to an earlier one it follows or is akin to.
links = Table(
    "links",
    metadata,
    _id("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    _id("other_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("kind", String(16), nullable=False),  # previous, related
    Column("score", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("made_by", Text, nullable=False),
)

summaries = Table(
    "summaries",
    metadata,
    _id("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("headline", Text, nullable=False),
    _id("headline_article", nullable=False),
    Column("language", String(16), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("made_by", Text, nullable=False),
)

bullets = Table(
    "bullets",
    metadata,
    _id("story_id", ForeignKey("summaries.story_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("independent_texts", Integer, nullable=False),
)

citations = Table(
    "citations",
    metadata,
    _id("story_id", ForeignKey("summaries.story_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # of the bullet
    Column("ordinal", Integer, primary_key=True),
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

# A text in another language, by what it is and not by where it stands: copies share it, and it outlives a summary.
translations = Table(
    "translations",
    metadata,
    _id("key", primary_key=True),  # digest of languages and text
    Column("source", String(16), nullable=False),
    Column("target", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("failed", String(20), nullable=False),  # why it is not shown; empty if it is
    Column("made_by", Text, nullable=False),
)

# What a story's articles say side by side (account), what each side stresses (contrast), what a model wrote (written).
accounts = Table(
    "accounts",
    metadata,
    _id("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("told", JSON, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("made_by", Text, nullable=False),
)

# How a story was told before, from when on.
revisions = Table(
    "revisions",
    metadata,
    _id("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("headline", Text, nullable=False),
    Column("bullets", JSON, nullable=False),
    Column("articles", Integer, nullable=False),
)

# What a model that writes was asked and has cost, by day (UTC).
spending = Table(
    "spending",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("model", String(200), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", Float, nullable=False),
)

# Mistakes that readers report. Without foreign keys: what is reported may be gone tomorrow, the report is not.
reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    _id("story_id", nullable=False),
    _id("article_id", nullable=False),  # empty: the story as a whole
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("done_at", UtcDateTime, nullable=True),
)

# Articles that can be looked for. Their words stand in ``findable_words``, which ``storage.findable_words`` declares: SQLite and
# PostgreSQL have nothing alike for it.
findable = Table(
    "findable",
    metadata,
    Column("number", Integer, primary_key=True),  # grows: who has read up to one reads on from there
    _id("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("language", String(16), nullable=False),  # of the article, as its time: filters need not read whole articles
    Column("published", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    sqlite_autoincrement=True,
)

coverages = Table(
    "coverages",
    metadata,
    _id("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("counts", JSON, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("made_by", Text, nullable=False),
)

# One row for each item and step: how it ended there. The way to answer "where did my articles go".
ledger = Table(
    "ledger",
    metadata,
    Column("step", String(20), primary_key=True),
    _id("item", primary_key=True),
    Column("outcome", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("made_by", Text, nullable=False),  # the step's version; for stories with the fingerprint they had
    Column("attempts", Integer, nullable=False),
    Column("retry_at", UtcDateTime, nullable=True),  # transient failures only
    Column("failed", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_ledger_step_outcome", "step", "outcome"),
)

claims = Table(
    "claims",
    metadata,
    Column("step", String(20), primary_key=True),
    _id("item", primary_key=True),  # "*" where a serial step is claimed as a whole
    Column("worker", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", String(300), primary_key=True),  # scheme://host[:port]
    Column("status", Integer, nullable=False),  # 0: unreachable
    Column("body", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

operator_notes = Table(
    "operator_notes",
    metadata,
    Column("key", String(64), primary_key=True),  # e.g. "press": which newsroom this database was filled from
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
