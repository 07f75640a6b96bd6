"""A small made-up press in a database: the site's tests and screenshots read it.

Story HARBOUR: 31 articles in six scripts from 14 outlets, of all sides, one text carried by five of them, hostile titles. Two
raters disagree of one outlet, the operator's own word goes before another's, and what names can be hostile is.
Story QUIET: three articles of outlets that nobody rated. Story MOVED was merged into HARBOUR, story EMPTY has no article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from everyside.records.article import Article, CopyMembership, Credit, CreditKind, Kind
from everyside.records.coverage import Coverage
from everyside.records.ids import ArticleId, GroupId, OutletId, OwnerId, StoryId, article_id, story_id
from everyside.records.outlet import Outlet, Scope
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Layer, Pack, Rating, Spectrum
from everyside.records.story import Bullet, Citation, Membership, Story, Summary
from everyside.stages.assess import core as assess
from everyside.stages.assess import step as assess_step
from everyside.storage import articles, copies, coverages, outlets, owners, spectra, stories, summaries
from everyside.storage import ratings as rating_store
from everyside.storage.database import Tx
from tests.makers import MADE_BY, NOW

HOSTILE = '<script>alert("x")</script> & <b onmouseover=alert(1)>“fog”</b>'
HEADLINE = "Harbour bridge closed after a freighter strikes its northern pier"

# id, name, country, language, bias
PRESS: tuple[tuple[str, str, str, str, float | None], ...] = (
    ("tidewater-times", "Tidewater Times", "IE", "en", -1),
    ("granite-post", "Granite Post", "GB", "en", 2),
    ("north-quay-wire", "North Quay Wire", "IE", "en", 0),
    ("dock-and-rail", "Dock & Rail", "CA", "en", 1),
    ("la-marea", "La Marea del Sur", "ES", "es", -2),
    ("hafenblatt", "Hafenblatt", "DE", "de", 0),
    ("le-phare", "Le Phare d’Arvor", "FR", "fr", -1),
    ("kurier-portowy", "Kurier Portowy", "PL", "pl", None),
    ("sawt-al-mina", "صوت الميناء", "EG", "ar", None),
    ("minato-shimbun", "港新聞", "JP", "ja", 0),
    ("hanamal", "הנמל היומי", "IL", "he", 2),
    ("daily-buoy", "The Daily Buoy", "US", "en", None),
    ("signal-flags", "Signal Flags", "NZ", "en", None),
    ("pier-review", "Pier Review", "", "en", None),
)

# outlet, title, first paragraph
OWN: tuple[tuple[str, str, str], ...] = (
    (
        "north-quay-wire",
        HEADLINE,
        "The freighter Calder Moon struck the northern pier of the Oldwick bridge at 4.10 a.m. on Monday.",
    ),
    (
        "tidewater-times",
        "Crew warned of fog before bridge strike, union says",
        "The crew had asked twice for a pilot, the union said.",
    ),
    (
        "granite-post",
        "Bridge closure to cost port £2 million a day",
        "Every day without the bridge costs the port some £2 million.",
    ),
    (
        "dock-and-rail",
        "Rail freight diverted inland",
        "Forty trains a day are to be sent round by Fenmarch until the pier has been examined.",
    ),
    (
        "la-marea",
        "El puente del puerto, cerrado tras el choque de un carguero",
        "El carguero Calder Moon chocó el lunes contra el pilar.",
    ),
    (
        "hafenblatt",
        "Frachter rammt Brücke: Sperrung auf unbestimmte Zeit",
        "Der Frachter Calder Moon hat am Montag einen Pfeiler gerammt.",
    ),
    (
        "le-phare",
        "Un cargo heurte le pont du port, la circulation coupée",
        "Le cargo Calder Moon a heurté lundi la pile nord du pont.",
    ),
    (
        "kurier-portowy",
        "Frachtowiec uderzył w filar mostu",
        "Frachtowiec Calder Moon uderzył w poniedziałek w północny filar mostu w Oldwick.",
    ),
    (
        "sawt-al-mina",
        "إغلاق جسر الميناء بعد اصطدام سفينة شحن بدعامته الشمالية",
        "اصطدمت سفينة الشحن «كالدر مون» بالدعامة الشمالية للجسر فجر الاثنين.",
    ),
    (
        "minato-shimbun",
        "貨物船が橋脚に衝突、港の橋が通行止めに",
        "貨物船カルダームーンが月曜未明、オールドウィック橋の北側の橋脚に衝突した。",
    ),
    ("hanamal", "גשר הנמל נסגר לאחר שאונייה פגעה בעמודו הצפוני", "אוניית המשא קלדר מון פגעה ביום שני בעמוד הצפוני של הגשר."),
    ("daily-buoy", HOSTILE, 'The pier shook, said <img src=x onerror="alert(2)"> one witness.'),
    (
        "signal-flags",
        "What we know about the Oldwick bridge",
        "Nobody was hurt. The pier leans by eleven centimetres, engineers said on Monday afternoon.",
    ),
)
CARRIERS = ("dock-and-rail", "granite-post", "pier-review", "signal-flags")  # of the wire's text
BULLET = "The freighter Calder Moon struck the northern pier of the Oldwick bridge at 4.10 a.m. on Monday."


# outlet → owner
OWNED = {"granite-post": "granite", "la-marea": "granite", "tidewater-times": "tidewater-trust", "sawt-al-mina": "harbour-ministry"}
SPECTRA = (
    Spectrum(
        id="bias",
        name="Left–right",
        low="Left",
        middle="Center",
        high="Right",
        letters=("L", "C", "R"),
        about="Left and right as raters in the United States see them.",
    ),
    Spectrum(
        id="quay",
        name="Shore–sea",
        low="Shore",
        middle="Between",
        high="Sea",
        letters=("S", "B", "O"),
        countries=("IE",),
        about=f"Whether an outlet sides with the shore or the sea {HOSTILE}.",
    ),
    Spectrum(
        id="state",
        name="State",
        low="Independent",
        middle="Public service",
        high="State-run",
        letters=("I", "P", "S"),
        about="Who stands behind an outlet.",
        derived=True,
    ),
)


def story_key(name: str) -> StoryId:
    return story_id(ArticleId(name))


HARBOUR, QUIET, MOVED, EMPTY = (story_key(name) for name in ("harbour", "quiet", "moved", "empty"))


def press(**changes: Any) -> list[Outlet]:
    return [
        Outlet(
            id=OutletId(id),
            name=name,
            domains=(f"{id}.example",),
            country=country,
            languages=(language,),
            agency=id == "north-quay-wire",
            state=id == "sawt-al-mina",
            facts_source="https://registry.example/facts" if id == "sawt-al-mina" else "",
            scope=Scope.NATIONAL if country == "IE" else Scope.UNKNOWN,
            owner=OwnerId(OWNED[id]) if id in OWNED else None,
            owner_source=f"Yearbook of the harbour press {HOSTILE}" if id in OWNED else "",
            **{"fiction": True} | changes,
        )
        for id, name, country, language, _ in PRESS
    ]


def proprietors() -> list[Owner]:
    """Two outlets belong to one holding through a publisher; whose name is hostile."""
    return [
        Owner(id=OwnerId("granite"), name="Granite Papers", parent=OwnerId("holding"), source="https://registry.example/granite"),
        Owner(
            id=OwnerId("holding"),
            name=f"Basalt Holding {HOSTILE}",
            kind=OwnerKind.LISTED,
            country="GB",
            source=f"javascript:alert(3) {HOSTILE}",
        ),
        Owner(id=OwnerId("tidewater-trust"), name="Tidewater Trust", kind=OwnerKind.NONPROFIT, country="IE"),
        Owner(id=OwnerId("harbour-ministry"), name="Harbour Ministry", kind=OwnerKind.STATE, country="EG"),
    ]


def ratings() -> list[Rating]:
    def rate(outlet: str, axis: str, value: float, label: str, **more: Any) -> Rating:
        return Rating(rater="Plumb Line", domain=f"{outlet}.example", axis=axis, value=value, label=label, **more)

    return [
        *(rate(id, "bias", value, str(value), rated_on="2026-01") for id, _, _, _, value in PRESS if value is not None),
        rate("hafenblatt", "factuality", 5, "Very high", url="https://plumb.example/hafenblatt"),
        rate("daily-buoy", "factuality", 2, f"Low {HOSTILE}", url="javascript:alert(4)"),
        *(
            rate(id, "quay", value, "Quayside")
            for id, value in (("tidewater-times", 3), ("north-quay-wire", 0), ("hafenblatt", -3))
        ),
    ]


def second_opinion() -> list[Rating]:
    """Another rater, who sees one outlet on another side, and has a hostile name."""
    hostile = Rating(rater=f"Sextant {HOSTILE}", domain="hafenblatt.example", axis="bias", value=1, label=f"Lean right {HOSTILE}")
    return [hostile]


def own_word() -> list[Rating]:
    return [Rating(rater="operator", domain="dock-and-rail.example", axis="bias", value=1, label="Lean right")]


def article(outlet: str, path: str, title: str, text: str, minutes: int, **changes: Any) -> Article:
    url = changes.pop("url", f"https://{outlet}.example/{path}")
    language = next(language for id, _, _, language, _ in PRESS if id == outlet)
    values: dict[str, Any] = {
        "id": article_id(url),
        "url": url,
        "outlet_id": OutletId(outlet),
        "title": title,
        "text": text,
        "language": language,
        "published": NOW + timedelta(minutes=minutes),
        "published_stated": True,
        "found_at": NOW + timedelta(minutes=minutes + 2),
        "made_by": MADE_BY,
    }
    return Article(**values | changes)


def harbour() -> tuple[list[Article], dict[ArticleId, GroupId]]:
    """The 31 articles of the main story and the copy groups of those that carry the wire's text."""
    long = "\nThe harbour office closed the channel to ships over ninety metres and asked engineers to look at the foundations." * 4
    own = [
        article(
            outlet,
            f"bridge-{number}",
            title,
            lead + (long if number % 2 == 0 else ""),
            number * 11,
            kind={1: Kind.OPINION, 12: Kind.LIVE}.get(number, Kind.NEWS),
            paywall=number == 2,
            published_stated=number != 11,
        )
        for number, (outlet, title, lead) in enumerate(OWN)
    ]
    carried = [
        article(outlet, "wire", f"{HEADLINE} | {outlet}", own[0].text, 20 + number * 9) for number, outlet in enumerate(CARRIERS)
    ]
    later = [
        article(
            PRESS[number % len(PRESS)][0],
            f"update-{number}",
            f"Oldwick bridge: update {number}",
            f"Divers went down for dive {number} on Monday evening and found the footing of the pier whole." + long,
            200 + 7 * number,
        )
        for number in range(14)
    ]
    groups = {each.id: GroupId(own[0].id) for each in (own[0], *carried)}
    return [*own, *carried, *later], groups


def tell(
    tx: Tx,
    id: StoryId,
    told: Sequence[Article],
    groups: Mapping[ArticleId, GroupId] | None = None,
    *,
    credits: Mapping[ArticleId, tuple[CreditKind, str]] | None = None,
    headline: Article | None = None,
    bullets: Sequence[Bullet] = (),
) -> None:
    """Save a story with its articles, summary and coverage, as the pipeline would leave them; the outlets are there."""
    groups = groups or {}
    first, last = min(each.published for each in told), max(each.published for each in told)
    story = Story(id=id, first_published=first, last_published=last, articles=len(told), fingerprint=f"f-{id}", updated_at=last)
    top = headline or told[0]
    articles.save(tx, told)
    copies.save(
        tx,
        [CopyMembership(article_id=each.id, group_id=groups.get(each.id, GroupId(each.id)), made_by=MADE_BY) for each in told],
    )
    made = {
        id: [Credit(article_id=id, agency=agency, kind=kind, quote=f"({agency})", made_by=MADE_BY)]
        for id, (kind, agency) in (credits or {}).items()
    }
    copies.save_credits(tx, made)
    stories.save(tx, [story])
    stories.save_members(tx, [Membership(article_id=each.id, story_id=id, score=0.9, made_by=MADE_BY) for each in told])
    summaries.save(
        tx,
        [
            Summary(
                story_id=id,
                headline=top.title,
                headline_article=top.id,
                language=top.language,
                bullets=tuple(bullets),
                fingerprint=f"f-{id}",
                made_by=MADE_BY,
            )
        ],
    )
    count(tx, id)


def count(tx: Tx, id: StoryId, **changes: Any) -> Coverage:
    """Save a story's coverage as it is, but for ``changes``."""
    ((story, carried, press, about),) = assess_step.gather(tx, [id])
    coverage = replace(assess.assess(story.id, story.fingerprint, carried, press, about, MADE_BY), **changes)
    coverages.save(tx, [coverage])
    return coverage


def install(tx: Tx, **changes: Any) -> None:
    """The outlets, their owners and what is said of them."""
    spectra.replace(tx, SPECTRA)
    owners.replace(tx, proprietors())
    outlets.save(tx, press(**changes))
    plumb = Pack(id="plumb", name=f"Plumb Line {HOSTILE}", format="everyside", licence="CC0", source="https://plumb.example/")
    rating_store.save_pack(tx, plumb, ratings(), NOW)
    rating_store.save_pack(tx, Pack(id="sextant", name="Sextant", format="everyside", source="by hand"), second_opinion(), NOW)
    mine = Pack(id="operator", name="Operator", format="everyside", layer=Layer.OPERATOR)
    rating_store.save_pack(tx, mine, own_word(), NOW)


def quote(of: Article) -> Citation:
    words = of.text.split("\n")[0]
    return Citation(article_id=of.id, quote=words, start=0, end=len(words))


def fill(tx: Tx, *, fillers: int = 0, fiction: bool = True) -> None:
    """The whole press. ``fillers`` are more stories of two articles each, older and older."""
    install(tx, fiction=fiction)
    told, groups = harbour()
    by_outlet = {each.outlet_id: each for each in reversed(told)}
    bullets = [
        Bullet(text=BULLET, citations=tuple(quote(told[at]) for at in (0, 4, 5, 8, 9)), independent_texts=5),
        Bullet(text=told[8].text.split("\n")[0], citations=(quote(told[8]), quote(told[10])), independent_texts=2),
        Bullet(text=told[11].text.split("\n")[0], citations=(quote(told[11]),), independent_texts=1),
    ]
    credits = {told[0].id: (CreditKind.WHOLE, "north-quay-wire")} | {
        each.id: (CreditKind.WHOLE, "north-quay-wire") for each in told if each.url.endswith("/wire")
    }
    credits[told[1].id] = (CreditKind.PART, HOSTILE)
    tell(tx, HARBOUR, told, groups, credits=credits, headline=by_outlet[OutletId("north-quay-wire")], bullets=bullets)
    unrated = ("daily-buoy", "signal-flags", "pier-review")
    quiet = [
        article(outlet, "orchid", "Rare orchid found on a roundabout", "It flowers.", 100 + n) for n, outlet in enumerate(unrated)
    ]
    tell(tx, QUIET, quiet)
    for number in range(fillers):
        title, lead = f"Council vote {number} goes to a second count", f"Vote {number} is to be counted again on Thursday."
        takers = [PRESS[(number + step) % len(PRESS)][0] for step in range(2)]
        pair = [article(taker, f"council-{number}", title, lead, -60 * number - step) for step, taker in enumerate(takers)]
        tell(tx, story_key(f"filler-{number}"), pair)
    empty = Story(id=EMPTY, first_published=NOW, last_published=NOW, articles=0, fingerprint="", updated_at=NOW)
    stories.save(tx, [empty])
    moved = Story(
        id=MOVED, first_published=NOW, last_published=NOW, articles=0, fingerprint="", updated_at=NOW, merged_into=HARBOUR
    )
    stories.save(tx, [moved])
