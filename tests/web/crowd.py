"""A made-up story as they come: 30 articles of 24 outlets in three languages, most of them rated by two raters and owned by
somebody, with evidence, agency copies and what readers of it are told. All of it is fiction."""

from __future__ import annotations

from datetime import timedelta

from everyside.records.article import Article, CreditKind
from everyside.records.ids import ArticleId, GroupId, OutletId, OwnerId, StoryId, article_id
from everyside.records.outlet import Outlet, Scope
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Pack, Rating
from everyside.records.story import Bullet, Evidence, Membership
from everyside.storage import outlets, owners, spectra, stories
from everyside.storage import ratings as rating_store
from everyside.storage.database import Tx
from tests.makers import MADE_BY, NOW
from tests.web.newsstand import SPECTRA, quote, story_key, tell

LOCKS: StoryId = story_key("locks")
OUTLETS, ARTICLES, COPIES = 24, 30, 9
COUNTRIES = ("GB", "IE", "US", "FR", "DE", "PL", "")
LANGUAGES = ("en", "en", "en", "fr", "de", "en", "en")
TITLES = {
    "en": "Canal locks at Oldwick fail inspection as barges wait {} days for passage",
    "fr": "Les écluses d’Oldwick échouent à l’inspection, {} péniches à l’arrêt",
    "de": "Schleusen von Oldwick fallen durch die Prüfung, {} Kähne warten",
}
LEAD = (
    "Engineers who looked at the locks on Tuesday found cracks in {} of the gates, the canal office said, and barges that carry "
    "grain to the coast are to wait until they have been shored up."
)
MORE = (
    "\nThe bargemen’s union asked for money for the days lost, and the office said that it would speak again on Friday, when "
    "divers have looked at the footings."
)


def outlet(number: int) -> Outlet:
    kind = number % len(COUNTRIES)
    return Outlet(
        id=OutletId(f"canal-herald-{number}"),
        name=f"Canal Herald {number}",
        domains=(f"canal-herald-{number}.example",),
        country=COUNTRIES[kind],
        languages=(LANGUAGES[kind],),
        scope=(Scope.NATIONAL, Scope.LOCAL, Scope.UNKNOWN)[number % 3],
        agency=number == 0,
        facts_source="https://yearbook.example/agencies" if number == 0 else "",
        owner=OwnerId(f"house-{number % 5}") if number % 2 else None,
        owner_source=f"https://yearbook.example/outlets/{number}" if number % 2 else "",
        provisional=number == 23,
        fiction=True,
    )


def told() -> tuple[list[Article], dict[ArticleId, GroupId]]:
    made = []
    for number in range(ARTICLES):
        carrier = outlet(number % OUTLETS)
        copied = number < COPIES
        language = carrier.languages[0]
        url = f"https://{carrier.domains[0]}/news/canal/2026/03/02/locks-fail-inspection-{number}"
        at = NOW + timedelta(minutes=47 * number)
        made.append(
            Article(
                id=article_id(url),
                url=url,
                outlet_id=carrier.id,
                title=TITLES[language].format(number),
                text=LEAD.format("two" if copied else number) + MORE,
                language=language,
                published=at,
                published_stated=True,
                found_at=at,
                made_by=MADE_BY,
            )
        )
    return made, {each.id: GroupId(made[0].id) for each in made[:COPIES]}


def fill(tx: Tx) -> None:
    spectra.replace(tx, SPECTRA)
    kinds = (OwnerKind.LISTED, OwnerKind.FAMILY, OwnerKind.NONPROFIT, OwnerKind.CONGLOMERATE, OwnerKind.UNKNOWN)
    houses = [
        Owner(
            id=OwnerId(f"house-{n}"), name=f"House of Locks {n}", kind=kind, country="GB", source="https://yearbook.example/houses"
        )
        for n, kind in enumerate(kinds)
    ]
    owners.replace(tx, houses)
    outlets.save(tx, [outlet(n) for n in range(OUTLETS)])
    for rater, factor in (("Plumb Line", 1.0), ("Tide Table", 0.5)):
        given = [
            Rating(
                rater=f"{rater} Ratings",
                domain=f"canal-herald-{n}.example",
                axis=axis,
                value=value,
                label="Lean Something",
                url=f"https://{rater[:4].lower()}.example/outlets/canal-herald-{n}",
                rated_on="2026-02-19",
            )
            for n in range(OUTLETS)
            if n % 3
            for axis, value in (("bias", factor * (n % 5 - 2)), ("factuality", 1 + n % 5))
            if factor == 1 or axis == "bias"
        ]
        rating_store.save_pack(tx, Pack(id=rater[:4].lower(), name=rater, format="everyside"), given, NOW)
    articles, groups = told()
    credits = {each.id: (CreditKind.WHOLE, "canal-herald-0") for each in articles[:COPIES]}
    bullets = [
        Bullet(
            text=articles[n].text.split("\n")[0], citations=tuple(quote(each) for each in articles[n : n + 3]), independent_texts=3
        )
        for n in range(10, 15)
    ]
    tell(tx, LOCKS, articles, groups, credits=credits, bullets=bullets)
    members = [
        Membership(
            article_id=each.id,
            story_id=LOCKS,
            score=0.87,
            evidence=Evidence(
                closest=tuple((articles[(at + step) % ARTICLES].id, 0.95 - step / 50) for step in (1, 2, 3)),
                shared=("Oldwick", "locks", "barges", "gravel", "canal office", "31"),
                gap_hours=3.0,
            ),
            made_by=MADE_BY,
        )
        for at, each in enumerate(articles)
    ]
    stories.save_members(tx, members)
