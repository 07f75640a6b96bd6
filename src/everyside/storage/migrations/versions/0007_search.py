"""Articles that can be looked for, and their words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The words are folded and parted by spaces: the ascii tokenizer cuts at spaces and takes any other script as it is.
SQLITE = (
    "CREATE VIRTUAL TABLE findable_words USING fts5(title, told, text, tokenize = 'ascii')",
    "CREATE TRIGGER findable_gone AFTER DELETE ON findable BEGIN DELETE FROM findable_words WHERE rowid = old.number; END",
)
POSTGRESQL = (
    "CREATE TABLE findable_words ("
    "number INTEGER PRIMARY KEY REFERENCES findable (number) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_findable_words_words ON findable_words USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "findable",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_findable_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_findable")),
        sa.UniqueConstraint("article_id", name=op.f("uq_findable_article_id")),
        sqlite_autoincrement=True,
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
