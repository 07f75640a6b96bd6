"""The first schema: outlets to coverages, and the ledger of what became of every item."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('claims',
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('item', sa.String(length=64), nullable=False),
    sa.Column('worker', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('step', 'item', name=op.f('pk_claims'))
    )
    op.create_table('ledger',
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('item', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('step', 'item', name=op.f('pk_ledger'))
    )
    op.create_index('ix_ledger_step_outcome', 'ledger', ['step', 'outcome'], unique=False)
    op.create_table('operator_notes',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_operator_notes'))
    )
    op.create_table('outlets',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('medium', sa.String(length=20), nullable=False),
    sa.Column('agency', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Boolean(), nullable=False),
    sa.Column('public_service', sa.Boolean(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('homepage', sa.Text(), nullable=False),
    sa.Column('feeds', sa.JSON(), nullable=False),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('fiction', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outlets'))
    )
    op.create_table('robots',
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('origin', name=op.f('pk_robots'))
    )
    op.create_table('stories',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('first_published', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_published', sa.DateTime(timezone=True), nullable=False),
    sa.Column('articles', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_into', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stories'))
    )
    op.create_index(op.f('ix_stories_last_published'), 'stories', ['last_published'], unique=False)
    op.create_table('articles',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('outlet_id', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('published', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_stated', sa.Boolean(), nullable=False),
    sa.Column('modified', sa.DateTime(timezone=True), nullable=True),
    sa.Column('authors', sa.JSON(), nullable=False),
    sa.Column('image', sa.Text(), nullable=False),
    sa.Column('paywall', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_articles_outlet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_articles'))
    )
    op.create_index(op.f('ix_articles_outlet_id'), 'articles', ['outlet_id'], unique=False)
    op.create_index(op.f('ix_articles_published'), 'articles', ['published'], unique=False)
    op.create_table('coverages',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_coverages_story_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', name=op.f('pk_coverages'))
    )
    op.create_table('feeds',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('outlet_id', sa.String(length=64), nullable=True),
    sa.Column('etag', sa.Text(), nullable=False),
    sa.Column('last_modified', sa.Text(), nullable=False),
    sa.Column('body_digest', sa.String(length=64), nullable=False),
    sa.Column('interval_s', sa.Float(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_feeds_outlet_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feeds'))
    )
    op.create_index(op.f('ix_feeds_next_at'), 'feeds', ['next_at'], unique=False)
    op.create_table('outlet_domains',
    sa.Column('domain', sa.String(length=255), nullable=False),
    sa.Column('outlet_id', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_outlet_domains_outlet_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('domain', name=op.f('pk_outlet_domains'))
    )
    op.create_index(op.f('ix_outlet_domains_outlet_id'), 'outlet_domains', ['outlet_id'], unique=False)
    op.create_table('ratings',
    sa.Column('rater', sa.String(length=100), nullable=False),
    sa.Column('outlet_id', sa.String(length=64), nullable=False),
    sa.Column('axis', sa.String(length=20), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('rated_on', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['outlet_id'], ['outlets.id'], name=op.f('fk_ratings_outlet_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('rater', 'outlet_id', 'axis', name=op.f('pk_ratings'))
    )
    op.create_table('summaries',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('headline', sa.Text(), nullable=False),
    sa.Column('headline_article', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_summaries_story_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', name=op.f('pk_summaries'))
    )
    op.create_table('bullets',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('independent_texts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['summaries.story_id'], name=op.f('fk_bullets_story_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', 'position', name=op.f('pk_bullets'))
    )
    op.create_table('citations',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.String(length=64), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_citations_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['story_id'], ['summaries.story_id'], name=op.f('fk_citations_story_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', 'position', 'ordinal', name=op.f('pk_citations'))
    )
    op.create_index(op.f('ix_citations_article_id'), 'citations', ['article_id'], unique=False)
    op.create_table('copies',
    sa.Column('article_id', sa.String(length=64), nullable=False),
    sa.Column('group_id', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_copies_article_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_copies'))
    )
    op.create_index(op.f('ix_copies_group_id'), 'copies', ['group_id'], unique=False)
    op.create_table('entries',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('feed_id', sa.String(length=64), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('published', sa.DateTime(timezone=True), nullable=True),
    sa.Column('modified', sa.DateTime(timezone=True), nullable=True),
    sa.Column('authors', sa.JSON(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('image', sa.Text(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('article_id', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['feed_id'], ['feeds.id'], name=op.f('fk_entries_feed_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entries'))
    )
    op.create_index(op.f('ix_entries_article_id'), 'entries', ['article_id'], unique=False)
    op.create_index(op.f('ix_entries_feed_id'), 'entries', ['feed_id'], unique=False)
    op.create_table('members',
    sa.Column('article_id', sa.String(length=64), nullable=False),
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('nearest', sa.String(length=64), nullable=True),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_members_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_members_story_id')),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_members'))
    )
    op.create_index(op.f('ix_members_story_id'), 'members', ['story_id'], unique=False)
    op.create_table('signatures',
    sa.Column('article_id', sa.String(length=64), nullable=False),
    sa.Column('hashes', sa.LargeBinary(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_signatures_article_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_signatures'))
    )
    op.create_table('vectors',
    sa.Column('article_id', sa.String(length=64), nullable=False),
    sa.Column('values', sa.LargeBinary(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_vectors_article_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_vectors'))
    )
    op.create_table('pages',
    sa.Column('entry_id', sa.String(length=64), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('content_type', sa.Text(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_pages_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_pages'))
    )
    op.create_index(op.f('ix_pages_fetched_at'), 'pages', ['fetched_at'], unique=False)
