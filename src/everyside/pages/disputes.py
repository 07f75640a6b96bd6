"""Where reports of a story differ: each answer with who gives it and since when; and which bullets are disputed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from everyside.interface.messages import N_, _, looked_up
from everyside.language.sentences import unspaced
from everyside.pages.cited import Cited, Outlets, Sentence
from everyside.pages.excerpts import excerpt
from everyside.pages.names import lang_attribute
from everyside.records.account import Account, Dispute, DisputeKind, Version
from everyside.records.story import Bullet, Citation

SHOWN = 3  # disputes beside the others under "more"
ANSWERS = 5  # of a dispute
SUBJECT = 160  # characters
COUNTED = (  # our own words for what is counted (data/reporting); all others are the articles'
    N_("killed"),
    N_("injured"),
    N_("missing"),
    N_("arrested"),
    N_("displaced"),
    N_("rescued"),
    N_("trapped"),
    N_("without power"),
)
KINDS = {
    DisputeKind.NUMBER: "%(subject)s",
    DisputeKind.DATE: N_("The day differs: %(subject)s"),
    DisputeKind.ATTRIBUTION: N_("Who said it differs: %(subject)s"),
}

_SIGN = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    said: str
    language: str  # for ``lang``
    outlets: Outlets
    texts: int
    since: datetime
    newest: bool
    sentence: Sentence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """``rising``: a toll that went up; its answers are its history."""

    subject: str
    language: str  # of the subject, for ``lang``; empty for our own word
    rising: bool
    answers: tuple[Answer, ...]
    more: int  # answers that are not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    shown: tuple[Differing, ...]
    folded: tuple[Differing, ...]


def build(cited: Cited) -> Differences | None:
    """The block; None where nothing differs."""
    found = [_differing(each, cited) for each in cited.account.disputes]
    return Differences(shown=tuple(found[:SHOWN]), folded=tuple(found[SHOWN:])) if found else None


def _differing(dispute: Dispute, cited: Cited) -> Differing:
    newest = dispute.newest
    kept = _kept(dispute)
    own = dispute.kind is DisputeKind.NUMBER
    return Differing(
        subject=_(KINDS[dispute.kind], subject=excerpt(subject_of(dispute), SUBJECT)),
        language="" if own else lang_attribute(cited.language(dispute.versions[0].citations)),
        rising=dispute.rising,
        answers=tuple(
            Answer(
                said=version.said,
                language=lang_attribute(cited.language(version.citations)),
                outlets=cited.outlets(version.citations),
                texts=version.independent_texts,
                since=version.first,
                newest=version is newest,
                sentence=cited.sentence(version.citations),
            )
            for version in kept
        ),
        more=len(dispute.versions) - len(kept),
    )


def subject_of(dispute: Dispute) -> str:
    return looked_up(dispute.subject) if dispute.kind is DisputeKind.NUMBER else dispute.subject


def _kept(dispute: Dispute) -> list[Version]:
    """The answers shown, in their order: the newest, and those of most texts."""
    newest = dispute.newest
    ranked = sorted(dispute.versions, key=lambda version: (version is not newest, -version.independent_texts))[:ANSWERS]
    return [version for version in dispute.versions if version in ranked]


def disputed(bullet: Bullet, account: Account) -> tuple[Dispute, ...]:
    """The disputes over a number or day that a bullet tells: one of its citations overlaps one of the dispute's, and what that
    answer says stands in the bullet's text."""
    return tuple(
        dispute
        for dispute in account.disputes
        if dispute.kind is not DisputeKind.ATTRIBUTION
        and any(_told(version, bullet.text) and _overlap(bullet, version) for version in dispute.versions)
    )


def _told(version: Version, text: str) -> bool:
    """Whether an answer stands in the text: as its first quote has it, or in figures."""
    forms = {version.said, version.value}
    if version.value.isdigit():
        forms.add(f"{int(version.value):,}")
    return any(_stands(form, text) for form in forms)


def _stands(said: str, text: str) -> bool:
    """Whether the words stand in the text, not as a part of a longer number or word."""
    bare = unspaced(text)
    before, after = (r"(?<![\d.,])", r"(?![\d])") if bare or _SIGN.search(said[-1:]) else (r"(?<!\w)", r"(?!\w)")
    return re.search(before + re.escape(said) + after, text, re.IGNORECASE) is not None


def _overlap(bullet: Bullet, version: Version) -> bool:
    def meet(one: Citation, other: Citation) -> bool:
        return one.article_id == other.article_id and one.start < other.end and other.start < one.end

    return any(meet(one, other) for one in bullet.citations for other in version.citations)
