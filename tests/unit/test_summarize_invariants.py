"""What holds of every bullet, whatever the articles: quotes in their place, numbers and names from the sources, nothing twice."""

from __future__ import annotations

import re
import time
import unicodedata
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from itertools import combinations

import pytest

from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.demo.newsroom import read
from everyside.language.sentences import words
from everyside.records.ids import ArticleId
from everyside.stages.dedupe import core as dedupe
from everyside.stages.summarize.core import MAX_BULLETS, Document, Told, tell
from everyside.stages.summarize.dating import MARKED

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
ALIKE = 0.6  # cosine of two bullets by their words, each counting the same
_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f:]\d+)*")
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@cache
def demo() -> dict[str, tuple[list[Document], Told]]:
    stories: dict[str, list[Document]] = defaultdict(list)
    pieces = read(NOW).pieces
    texts = {ArticleId(piece.url): "\n".join(piece.paragraphs) for piece in pieces}
    groups = dedupe.groups([dedupe.Sketched(id, NOW, dedupe.sketch(text)) for id, text in texts.items()])
    for piece in pieces:
        document = Document(
            title=piece.title,
            text=texts[ArticleId(piece.url)],
            language=piece.paper.language,
            group=groups[ArticleId(piece.url)],
            day=piece.published.date(),
        )
        stories[piece.story].append(document)
    embedder = PlainEmbedder()
    return {name: (given, tell(given, embed=embedder.embed)) for name, given in stories.items()}


def check(given: list[Document], told: Told) -> None:
    assert len(told.points) <= MAX_BULLETS
    for point in told.points:
        quotes = [quote.quote for quote in point.quotes]
        assert quotes
        for quote in point.quotes:
            assert given[quote.document].text[quote.start : quote.end] == quote.quote
        plain = MARKED.sub("", point.text)
        cited = unicodedata.normalize("NFC", " ".join(" ".join(quotes).split()))
        assert set(_NUMBER.findall(plain)) <= set(_NUMBER.findall(cited)), point.text
        capitals = [name for name in _NAME.findall(plain)[1:] if name[:1].isupper()]  # the first word may have got its capital
        assert set(capitals) <= set(_NAME.findall(cited)), point.text
        assert 1 <= point.independent_texts <= len({given[quote.document].group for quote in point.quotes})
    for one, other in combinations([set(words(MARKED.sub("", point.text))) for point in told.points], 2):
        assert len(one & other) < ALIKE * (len(one) * len(other)) ** 0.5


@pytest.mark.parametrize("name", sorted(demo()))
def test_every_bullet_of_the_demo_newsroom_stands_in_its_sources_and_no_two_are_alike(name: str) -> None:
    given, told = demo()[name]
    assert told.points
    check(given, told)


SENTENCE = "A passenger ferry ran aground off Port Ellery in thick fog, killing four people."
LONG = " ".join(f"The harbour office published report number {n} on the {n}th pier of Port Ellery." for n in range(3900))
THAI = "เรือข้ามฟากเกยตื้นนอกท่าเรือในหมอกหนา มีผู้เสียชีวิตอย่างน้อยสี่คน\nเจ้าหน้าที่ระบุว่ามีผู้โดยสาร 298 คนอยู่บนเรือ"
CHINESE = "周二晚间，一艘渡轮在港口外搁浅，造成至少4人死亡。港务局表示，船上共有298人。搜救工作仍在继续进行。"
HEBREW = "מעבורת נוסעים עלתה על שרטון מול החוף בערפל כבד ביום שלישי, ארבעה בני אדם נהרגו. 298 בני אדם היו על הסיפון."
ARABIC = "جنحت عبارة ركاب قبالة الساحل وسط ضباب كثيف مساء الثلاثاء، ما أدى إلى مقتل أربعة أشخاص على الأقل. وكان على متنها 298 شخصا."
MIXED = "The ferry «Сент-Ормонд» (聖オルモンド号) ran aground off Port Ellery, مرسى, killing four of 298 people aboard."
QUOTED = "The master said: “The pilot told me, ‘keep to the “outer” mark’, and I kept to it,” as the ferry ran aground."
BOILER = (
    "Sign up for our newsletter today and read more.\nAll rights reserved by the harbour media group.\nFollow us for more news."
)


@pytest.mark.parametrize(
    ("text", "language", "least"),
    [
        (SENTENCE, "en", 1),
        ("Ferry aground", "en", 0),
        ("", "en", 0),
        (LONG, "en", 1),
        (BOILER, "en", 0),
        (MIXED, "en", 1),
        (HEBREW, "he", 1),
        (ARABIC, "ar", 1),
        (CHINESE, "zh", 1),
        (THAI, "th", 0),  # Thai has no sentence ends: an honest nothing
        (QUOTED, "en", 0),
        ("“" * 3000 + SENTENCE, "en", 0),
        (SENTENCE * 2000, "en", 0),  # no space between sentences
    ],
)
@pytest.mark.parametrize("copies", [1, 3, 600])
def test_a_sensible_answer_or_none_soon(text: str, language: str, least: int, copies: int) -> None:
    given = [Document(title=text[:80], text=text, language=language, group=1) for _ in range(copies)]
    began = time.process_time()
    told = tell(given, embed=PlainEmbedder().embed)
    assert time.process_time() - began < 5
    assert len(told.points) >= least
    check(given, told)
    assert all(point.independent_texts == 1 for point in told.points)


def test_fifty_thousand_words_cost_no_more_than_their_beginning() -> None:
    assert len(LONG.split()) >= 50_000
    given = [Document(title="Reports", text=LONG, language="en", group=n) for n in range(10)]
    began = time.process_time()
    check(given, tell(given))
    assert time.process_time() - began < 3


def test_other_languages_are_told_where_the_main_one_tells_too_little() -> None:
    embed = PlainEmbedder().embed
    divers = "Taucher bargen drei weitere Tote aus dem Rumpf des Schiffes, wie die Küstenwache erklärte."
    given = [
        Document(title="Ferry aground off Port Ellery", text=SENTENCE, language="en", group=1),
        Document(title="Taucher bergen Tote", text=divers, language="de", group=2),
        Document(title="Taucher bergen drei Tote", text=divers, language="de", group=3),
    ]
    given = [*given, Document(title="Ferry aground", text=SENTENCE, language="en", group=4)]
    told = tell(given, embed=embed)
    assert {given[point.quotes[0].document].language for point in told.points} == {"en", "de"}
    assert told.language == "en"
    (german,) = [point for point in told.points if given[point.quotes[0].document].language == "de"]
    assert german.independent_texts == 2
    assert {given[point.quotes[0].document].language for point in tell(given).points} == {"en"}, "not without vectors"
