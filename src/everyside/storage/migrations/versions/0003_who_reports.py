"""Owners, spectra, rating packs by domain, and which agencies articles credit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outlets", sa.Column("scope", sa.String(length=16), nullable=False, server_default="unknown"))
    op.add_column("outlets", sa.Column("owner_source", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("outlets", sa.Column("facts_source", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.drop_column("outlets", "owner")  # a free text; the outlet files, read at every start, name owners by id
    op.add_column("outlets", sa.Column("owner", sa.String(length=64), nullable=True))
    op.create_table(
        "owners",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fiction", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owners")),
    )
    op.create_table(
        "spectra",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("low", sa.Text(), nullable=False),
        sa.Column("middle", sa.Text(), nullable=False),
        sa.Column("high", sa.Text(), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spectra")),
    )
    op.create_table(
        "packs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("layer", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
    )
    op.rename_table("ratings", "ratings_by_outlet")
    op.create_table(
        "ratings",
        sa.Column("pack", sa.String(length=64), nullable=False),
        sa.Column("rater", sa.String(length=100), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("axis", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("rated_on", sa.String(length=10), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pack"], ["packs.id"], name=op.f("fk_ratings_pack"), ondelete="CASCADE"),
        # PostgreSQL keeps a renamed table's constraint names, so the key of the new one is named after the old is gone
        sa.PrimaryKeyConstraint("pack", "rater", "domain", "axis", name="pk_ratings_new"),
    )
    op.execute(
        "INSERT INTO packs (id, name, format, licence, source, layer, digest, imported_at) "
        "SELECT 'taken-in-before', 'Ratings taken in before packs were kept apart', 'everyside', '', '', 'raters', '', CURRENT_TIMESTAMP "
        "WHERE EXISTS (SELECT 1 FROM ratings_by_outlet)"
    )
    op.execute(
        "INSERT INTO ratings (pack, rater, domain, axis, value, label, url, rated_on, licence) "
        "SELECT 'taken-in-before', r.rater, d.domain, r.axis, r.value, r.label, r.url, r.rated_on, '' "
        "FROM ratings_by_outlet r JOIN outlet_domains d ON d.outlet_id = r.outlet_id AND d.position = "
        "(SELECT min(position) FROM outlet_domains WHERE outlet_id = r.outlet_id)"
    )
    op.drop_table("ratings_by_outlet")
    op.create_index(op.f("ix_ratings_domain"), "ratings", ["domain"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE ratings RENAME CONSTRAINT pk_ratings_new TO pk_ratings")
    op.create_table(
        "credits",
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_credits_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "agency", name=op.f("pk_credits")),
    )
