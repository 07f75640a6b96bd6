"""The translate steps as the runner runs them, with the real Portuguese model: once, shared by copies, and again only for cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from everyside.adapters.translator.firefox import FirefoxTranslator
from everyside.adapters.translator.plain import PlainTranslator
from everyside.demo import newsroom
from everyside.ports import Translator
from everyside.records.account import Account, Quotation
from everyside.records.article import Article
from everyside.records.errors import Transient
from everyside.records.ids import article_id
from everyside.records.story import Bullet
from everyside.records.translation import Translation, key, passage
from everyside.runner.loop import Worker, drain
from everyside.stages.translate.step import STORY, Translate
from everyside.storage import accounts, articles, ledger, outlets, stories, summaries, translations
from everyside.storage.database import Database
from tests import makers
from tests.makers import NOW
from tests.models import portuguese


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirefoxTranslator]:
    made = FirefoxTranslator(portuguese(tmp_path_factory.mktemp("models")), workers=1)
    yield made
    made.close()


class Scripted:
    """Answers as it is told and remembers what it was asked; "down" makes it fail."""

    def __init__(self, answers: Mapping[str, str | None], id: str = "scripted-1") -> None:
        self.id = id
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.down = False

    @property
    def pairs(self) -> Mapping[tuple[str, str], str]:
        return {("pt", "en"): self.id, ("en", "pt"): self.id, ("de", "en"): self.id}

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str | None]:
        if self.down and source == "pt":
            raise Transient("model-unusable", "the model pt-en is damaged")
        self.asked += texts
        return [self.answers.get(text, "Something else was said there") for text in texts]

    def close(self) -> None:
        pass


def run(database: Database, translator: Translator, into: str = "en") -> dict[str, int]:
    steps = Translate(translator, into)
    return dict(drain([steps.articles(), steps.stories()], Worker(database=database, name="w", now=lambda: NOW)))


def publish(database: Database, *made: Article) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(number) for number in (1, 2)])
        articles.save(tx, made)


def said(database: Database, text: str, source: str = "pt", into: str = "en") -> Translation | None:
    with database.read() as tx:
        return translations.get(tx, [key(source, into, text)]).get(key(source, into, text))


def lusophone() -> list[Article]:
    """The demo newsroom's Portuguese articles."""
    pieces = [piece for piece in newsroom.read(NOW).pieces if piece.paper.language == "pt"]
    return [makers.article(url=piece.url, title=piece.title, text="\n".join(piece.paragraphs), language="pt") for piece in pieces]


def test_titles_and_leads_of_the_demo_are_translated_with_their_numbers(database: Database, real: FirefoxTranslator) -> None:
    made = lusophone()
    assert len(made) > 5
    publish(database, *made, makers.article(1))
    outcomes = run(database, real)
    assert outcomes.pop("translate:translated") >= 0.7 * len(made)
    assert sum(outcomes.values()) <= 0.3 * len(made)
    shown = [said(database, article.title) for article in made]
    assert all(shown)
    assert sum(bool(each and not each.failed) for each in shown) >= 0.8 * len(made)
    title = said(database, "Frente das Marés vence e põe fim a oito anos de Queimado em primeiro lugar")
    assert title is not None
    assert "eight years" in title.text
    (first,) = [article for article in made if article.title.startswith("Frente das Marés vence")]
    lead = said(database, passage(first.text[:400]))
    assert lead is not None
    assert "41.2" in lead.text
    assert "118" in lead.text
    assert said(database, "Bridge 1 opens", "en") is None
    assert run(database, real) == {}


def test_a_copy_costs_nothing_and_an_unchanged_text_is_never_asked_again(database: Database) -> None:
    translator = Scripted({})
    same = {"title": "A ponte abriu", "text": "A ponte abriu na segunda-feira.", "language": "pt"}
    publish(database, makers.article(1, **same), makers.article(2, **same))
    assert run(database, translator) == {"translate:translated": 2}
    assert sorted(translator.asked) == ["A ponte abriu", "A ponte abriu na segunda-feira."]
    publish(database, makers.article(3, **same | {"title": "A ponte abriu ontem"}))
    assert run(database, translator) == {"translate:translated": 1}
    assert translator.asked[2:] == ["A ponte abriu ontem"]
    assert run(database, Scripted({}, "scripted-2")) == {"translate:translated": 3}


def test_what_fails_a_check_stays_as_it_was_written_and_the_reason_is_counted(database: Database) -> None:
    wrong = {"Há 12 mortos": "There are 13 dead", "Fim": None, "Olá a todos vós": "", "Golo": "goal " * 30}
    translator = Scripted(wrong)
    made = [makers.article(number, title=title, text="", language="pt") for number, title in enumerate(wrong, 1)]
    publish(database, *made)
    outcomes = run(database, translator)
    assert outcomes == {
        "translate:kept-numbers": 1,
        "translate:kept-no-answer": 1,
        "translate:kept-empty": 1,
        "translate:kept-repeating": 1,
    }
    kept = said(database, "Há 12 mortos")
    assert kept is not None
    assert (kept.text, kept.failed) == ("", "numbers")
    assert run(database, translator) == {}


def test_a_language_without_a_model_waits_without_a_line(database: Database) -> None:
    publish(database, makers.article(1, language="xx"), makers.article(2, language="und"), makers.article(3, language="en"))
    assert run(database, Scripted({})) == {}
    assert run(database, PlainTranslator()) == {}
    with database.read() as tx:
        assert ledger.counts(tx) == {}


def test_the_reader_may_read_another_language(database: Database, real: FirefoxTranslator) -> None:
    publish(database, makers.article(1, title="The harbour is closed"), makers.article(2, language="pt"))
    assert run(database, real, "pt") == {"translate:translated": 1}
    shown = said(database, "The harbour is closed", "en", "pt")
    assert shown is not None
    assert "porto" in shown.text.lower()


def test_a_model_that_cannot_be_used_holds_up_its_own_language_only(database: Database) -> None:
    translator = Scripted({})
    translator.down = True
    publish(database, makers.article(1, language="pt"), makers.article(2, title="Brücke offen", text="", language="de"))
    assert run(database, translator) == {"translate:model-unusable": 1, "translate:translated": 1}
    with database.read() as tx:
        (failed,) = ledger.failures(tx, limit=9)
    assert (failed.outcome, failed.detail) == ("model-unusable", "the model pt-en is damaged")
    assert failed.retry_at is not None


def tell(database: Database, article: Article, *quotes: str, fingerprint: str = "f1") -> None:
    bullets: list[Bullet] = []
    for quote in quotes:
        start = article.text.index(quote)
        bullets.append(makers.bullet(makers.citation(article, start=start, end=start + len(quote)), text=quote))
    with database.write() as tx:
        stories.save(tx, [makers.story(1)])
        summary = makers.summary(
            1,
            headline=article.title,
            headline_article=article.id,
            language=article.language,
            bullets=tuple(bullets),
            fingerprint=fingerprint,
        )
        summaries.save(tx, [summary])


def test_headline_and_cited_sentences_of_a_story_are_translated_once(database: Database) -> None:
    translator = Scripted({})
    one, two, three = "A ponte abriu cedo.", "O povo aplaudiu muito.", "Choveu toda a tarde."
    article = makers.article(1, title="A ponte abriu", text=f"{one} {two} {three}", language="pt")
    publish(database, article)
    tell(database, article, one, two)
    assert run(database, translator) == {"translate:translated": 1, f"{STORY}:translated": 1}
    assert all(said(database, text) for text in ("A ponte abriu", one, two))
    asked = len(translator.asked)
    tell(database, article, one, three, fingerprint="f2")
    assert run(database, translator) == {f"{STORY}:translated": 1}
    assert translator.asked[asked:] == [three]
    assert run(database, translator) == {}


def test_what_is_set_beside_the_bullets_is_translated_when_it_comes(database: Database) -> None:
    translator = Scripted({})
    one, two, three = "A ponte abriu cedo.", "O povo aplaudiu muito.", "Choveu toda a tarde."
    article = makers.article(1, title="A ponte abriu", text=f"{one} {two} {three}", language="pt")
    publish(database, article)
    tell(database, article, one)
    run(database, translator)
    asked = len(translator.asked)
    cited = makers.citation(article, start=article.text.index(two), end=article.text.index(two) + len(two))
    said = Quotation(text="aplaudiu muito", speaker="", language="pt", citations=(cited,), outlets=1, independent_texts=1)
    account = Account(story_id=makers.story_key(1), quotations=(said,), fingerprint="fingerprint-1", made_by="examine/1")
    with database.write() as tx:
        accounts.save(tx, [account])
    assert run(database, translator) == {f"{STORY}:translated": 1}
    assert sorted(translator.asked[asked:]) == sorted([two, "aplaudiu muito"])
    assert run(database, translator) == {}


def test_a_story_in_the_readers_language_has_nothing_to_translate(database: Database) -> None:
    publish(database, makers.article(1))
    with database.write() as tx:
        stories.save(tx, [makers.story(1)])
        summaries.save(tx, [makers.summary(1)])
    assert run(database, Scripted({})) == {f"{STORY}:nothing-foreign": 1}


def test_hostile_articles_end_in_an_outcome(database: Database, real: FirefoxTranslator) -> None:
    texts = [
        "a" * 1_000_000,
        "gol " * 5_000,
        "\x00\x07\x1b[31m" * 100 + "\u202eolá",
        "<script>alert(1)</script>" * 500,
        "地震" * 300,
        "👩‍👩‍👧‍👦" * 200,
        "…" * 5_000,
        "1" * 3_000,
    ]
    made = [
        makers.article(url=f"https://lantern-1.example/odd/{number}", title=text, text=text, language="pt")
        for number, text in enumerate(texts)
    ]
    publish(database, *made)
    outcomes = run(database, real)
    assert sum(outcomes.values()) == len(texts)
    assert all(outcome.startswith(("translate:translated", "translate:kept-")) for outcome in outcomes)
    with database.read() as tx:
        rows = translations.get(tx, [key("pt", "en", text.replace("\0", "\ufffd")) for text in texts])
    assert all("<script" not in each.text and len(each.text) < 5_000 for each in rows.values())


def test_articles_are_not_changed(database: Database) -> None:
    article = makers.article(1, title="Há 3 pontes", language="pt")
    publish(database, article)
    run(database, Scripted({}))
    with database.read() as tx:
        assert articles.get(tx, [article_id(article.url)])[article.id] == article


def test_models_are_found_by_the_house(tmp_path: Path) -> None:
    from everyside.settings import Settings, StorageSettings, TranslateSettings
    from everyside.wiring.house import House

    folder = portuguese(tmp_path / "models")
    settings = Settings(
        storage=StorageSettings(url=f"sqlite:///{tmp_path / 'e.db'}"), translate=TranslateSettings(models=str(folder), workers=1)
    )
    with House(settings) as house:
        house.migrate()
        publish(house.database, makers.article(1, title="A ponte abriu", text="", language="pt"))
        assert drain([step for step in house.think() if step.name.startswith("translate")], house.worker()) == {
            "translate:translated": 1
        }
        shown = said(house.database, "A ponte abriu")
        assert shown is not None
        assert "bridge" in shown.text.lower()
