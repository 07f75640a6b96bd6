"""Agency credits. All sentences, people and events here are made up; the agencies are real, what they are said to report is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.knowledge.agencies import Agency, shipped
from everyside.records.article import CreditKind
from everyside.stages.dedupe.agencies import words
from everyside.stages.dedupe.credits import MAX_QUOTE, Credits
from everyside.stages.dedupe.step import known_agencies
from tests import makers

WHOLE, PART = CreditKind.WHOLE, CreditKind.PART
READER = Credits()
FERRY = "A ferry ran aground off the coast on Tuesday, and forty people were brought ashore by fishing boats."


def found(text: str, *authors: str, domains: tuple[str, ...] = ()) -> dict[str, CreditKind]:
    return {each.agency: each.kind for each in READER.of(text, authors, domains)}


DATELINES = [
    ("en", "PARIS (AFP) – A ferry ran aground on Tuesday.", "afp"),
    ("en", "WASHINGTON — (AP) A ferry ran aground on Tuesday.", "ap"),
    ("en", "PORTLAND, Maine (AP) — A ferry ran aground on Tuesday.", "ap"),
    ("en", "(Reuters) - A ferry ran aground on Tuesday.", "reuters"),
    ("en", "LONDON, Nov 3 (Xinhua) -- A ferry ran aground on Tuesday.", "xinhua"),
    ("en", "Aug. 22 (UPI) -- A ferry ran aground on Tuesday.", "upi"),
    ("en", "New Delhi [India], November 3 (ANI): A ferry ran aground.", "ani"),
    ("en", "Mumbai, Nov 3 (PTI) A ferry ran aground on Tuesday.", "pti"),
    ("de", "Hamburg (dpa) - Eine Fähre ist am Dienstag auf Grund gelaufen.", "dpa"),
    ("fr", "Lyon (AFP) – Un bac s'est échoué mardi.", "afp"),
    ("es", "Madrid, 3 nov (EFE).- Un transbordador encalló el martes.", "efe"),
    ("it", "(ANSA) - ROMA, 03 NOV - Un traghetto si è arenato martedì.", "ansa"),
    ("pt", "Lisboa, 03 nov 2026 (Lusa) – Um barco encalhou na terça-feira.", "lusa"),
    ("nl", "BRUSSEL (BELGA) - Een veerboot is dinsdag vastgelopen.", "belga"),
    ("sv", "STOCKHOLM (TT Nyhetsbyrån) – En färja gick på grund på tisdagen.", "tt"),
    ("pl", "Gdańsk (Polska Agencja Prasowa) - Prom osiadł na mieliźnie.", "pap"),
    ("cs", "Praha 3. listopadu (ČTK) - Trajekt v úterý najel na mělčinu.", "ctk"),
    ("ro", "București, 3 nov (Agerpres) - Un feribot a eșuat marți.", "agerpres"),
    ("ru", "МОСКВА, 3 ноября. /ТАСС/. Паром сел на мель во вторник.", "tass"),
    ("ru", "МОСКВА, 3 ноя — РИА Новости. Паром сел на мель во вторник.", "ria"),
    ("ar", "القاهرة (رويترز) - جنحت عبارة قبالة الساحل يوم الثلاثاء.", "reuters"),
    ("zh", "新华社北京11月3日电 一艘渡轮周二搁浅。", "xinhua"),
    ("zh", "北京（新华社）一艘渡轮周二搁浅。", "xinhua"),
    ("ja", "【ロンドン共同】連絡船が火曜日に座礁した。", "kyodo"),
    ("ja", "【ワシントン時事】連絡船が火曜日に座礁した。", "jiji"),
    ("ko", "(서울=연합뉴스) 기자 = 화요일 여객선이 좌초했다.", "yonhap"),
]

SIGNATURES = [
    ("en", "© Agence France-Presse", "afp", WHOLE),
    ("en", "© 2026 AFP", "afp", WHOLE),
    ("en", "Copyright 2026 The Associated Press. All rights reserved.", "ap", WHOLE),
    ("en", "-AFP", "afp", WHOLE),
    ("en", "(Reporting by Jo Marlow in Port Sable; Editing by Ann Quay)", "reuters", WHOLE),
    ("en", "Associated Press writer Jo Marlow in Port Sable contributed to this report.", "ap", WHOLE),
    ("en", "The Associated Press contributed to this report.", "ap", PART),
    ("en", "(with AP)", "ap", PART),
    ("en", "With inputs from PTI", "pti", PART),
    ("en", "(Harbour Desk with AFP)", "afp", PART),
    ("en", "— Agence France-Presse", "afp", WHOLE),
    ("en", "( Source : Reuters )", "reuters", WHOLE),
    ("en", "-- Jo Marlow, The Associated Press", "ap", WHOLE),
    ("de", "dpa/jmw", "dpa", WHOLE),
    ("de", "Quelle: dpa", "dpa", WHOLE),
    ("de", "(mit Material von dpa)", "dpa", PART),
    ("de", "(jmw mit dpa)", "dpa", PART),
    ("fr", "(avec AFP)", "afp", PART),
    ("fr", "Avec l'AFP", "afp", PART),
    ("es", "Con información de EFE", "efe", PART),
    ("es", "Fuente: EFE", "efe", WHOLE),
    ("it", "(con informazioni di ANSA)", "ansa", PART),
    ("it", "Fonte: ANSA", "ansa", WHOLE),
    ("pt", "Com informações da Agência Brasil", "agencia-brasil", PART),
    ("nl", "Bron: ANP", "anp", WHOLE),
    ("sv", "Källa: Reuters", "reuters", WHOLE),
    ("fi", "Lähde: Reuters", "reuters", WHOLE),
    ("pl", "Źródło: Reuters", "reuters", WHOLE),
    ("cs", "Zdroj: ČTK", "ctk", WHOLE),
    ("hu", "Forrás: MTI", "mti", WHOLE),
    ("tr", "Kaynak: Anadolu Ajansı", "aa", WHOLE),
    ("el", "Πηγή: ΑΠΕ-ΜΠΕ", "amna", WHOLE),
    ("ru", "По материалам ТАСС", "tass", PART),
    ("ru", "Источник: Интерфакс", "interfax", WHOLE),
    ("uk", "Джерело: Укрінформ", "ukrinform", WHOLE),
    ("ar", "المصدر: رويترز", "reuters", WHOLE),
    ("he", "מקור: רויטרס", "reuters", WHOLE),
    ("fa", "منبع: ایسنا", "isna", WHOLE),
    ("zh", "来源：新华社", "xinhua", WHOLE),
    ("id", "Sumber: Antara News", "antara", WHOLE),
    ("vi", "Nguồn: Reuters", "reuters", WHOLE),
]

AUTHORS = [
    ("AFP", "afp", WHOLE),
    ("Reuters", "reuters", WHOLE),
    ("The Associated Press", "ap", WHOLE),
    ("Jo Marlow, Associated Press", "ap", WHOLE),
    ("Jo Marlow | AP", "ap", WHOLE),
    ("By JO MARLOW and ANN QUAY Associated Press", "ap", WHOLE),
    ("Jo Marlow (PA Media)", "pa-media", WHOLE),
    ("Jo Marlow, PA", "pa-media", WHOLE),
    ("Harbour Desk with AFP", "afp", PART),
    ("Our staff and Reuters", "reuters", PART),
    ("Press Trust of India", "pti", WHOLE),
    ("Europa Press", "europa-press", WHOLE),
]

NO_CREDIT = [
    "The minister told Reuters that the ferry was safe.",
    "AP reported on Monday that the ferry was safe.",
    "The ferry was safe, according to Agence France-Presse (AFP).",
    "The Associated Press (AP) said on Monday that nobody was hurt.",
    "Pupils sat the AP exam (AP) in May and the TT race in June.",
    "HARRISBURG (PA) – The ferry company has closed its office.",
    "Forty people were rescued (AP Photo/Jo Marlow)",
    "Photo: AFP",
    "Bloomberg:",
    "Cover photo: JO MARLOW / AFP",
    "Jo Marlow/Reuters",
    "Mr Ansa and Ms Lusa met the captain at the quay.",
    "He told AFP he had seen nothing",
    "Shares in Thomson Reuters fell by a tenth on Tuesday.",
    "A reporter who worked for the Associated Press was on board.",
    "We stood with AP journalists at the quay when the boat came in, and nobody said a word about the fog.",
    "APA style is taught at the school (APAs).",
]


@pytest.mark.parametrize(("language", "line", "agency"), DATELINES, ids=[row[1][:24] for row in DATELINES])
def test_datelines(language: str, line: str, agency: str) -> None:
    assert found(f"{line}\n{FERRY}\n{FERRY}") == {agency: WHOLE}


@pytest.mark.parametrize(("language", "line", "agency", "kind"), SIGNATURES, ids=[row[1][:24] for row in SIGNATURES])
def test_signatures(language: str, line: str, agency: str, kind: CreditKind) -> None:
    text = "\n".join([FERRY] * 20)
    assert found(f"{text}\n{line}") == {agency: kind}


def test_the_tables_hold_fifteen_languages() -> None:
    assert len({row[0] for row in DATELINES} | {row[0] for row in SIGNATURES}) >= 15


@pytest.mark.parametrize(("author", "agency", "kind"), AUTHORS)
def test_authors(author: str, agency: str, kind: CreditKind) -> None:
    assert found(FERRY, author) == {agency: kind}


@pytest.mark.parametrize("line", NO_CREDIT)
def test_a_mention_is_no_credit(line: str) -> None:
    assert found(f"{line}\n{FERRY}") == {}
    assert found("\n".join([FERRY] * 10 + [line, FERRY, FERRY])) == {}


@pytest.mark.parametrize("author", ["Ani Petrosyan", "Tass Marlow", "Pa Quay", "ap", "Hina", "Petra", "Beta", "Ap Quay", "", "JM"])
def test_names_of_people_are_no_agencies(author: str) -> None:
    assert found(FERRY, author) == {}


def test_a_text_of_two_agencies_is_in_part_each_ones() -> None:
    assert found(f"{FERRY}\n(AFP/Reuters)") == {"afp": PART, "reuters": PART}


def test_whole_goes_before_part_and_the_quote_is_a_piece_of_the_text() -> None:
    text = f"PARIS (AFP) – {FERRY}\n{FERRY}\n(with AFP)"
    (credit,) = READER.of(text)
    assert (credit.kind, credit.quote) == (WHOLE, "PARIS (AFP)")
    (part,) = READER.of(f"{FERRY}\nThe Associated Press contributed to this report.")
    assert part.quote in text + "The Associated Press contributed to this report."


def test_an_agency_does_not_credit_itself() -> None:
    assert found("PARIS (AFP) – " + FERRY, domains=("www.afp.com",)) == {}
    assert found("PARIS (AFP) – " + FERRY, domains=("notafp.com",)) == {"afp": WHOLE}


def test_the_longest_name_counts() -> None:
    assert found(FERRY, "Associated Press of Pakistan") == {"app-pakistan": WHOLE}
    assert found(FERRY, "Australian Associated Press") == {"aap": WHOLE}


def test_outlets_that_are_agencies_are_known_by_their_names() -> None:
    """The demo newsroom's agencies, and any an operator adds. Kestrel Wire is fiction."""
    press = [makers.outlet(1, name="Kestrel Wire", agency=True), makers.outlet(2, name="Another AFP", domains=("afp.com",))]
    reader = Credits(known_agencies(press))
    told = reader.of(f"PORT SABLE (Kestrel Wire) – {FERRY}")
    assert [(each.agency, each.kind) for each in told] == [(press[0].id, WHOLE)]
    assert makers.outlet_name(2) not in {agency.id for agency in reader.agencies}


def test_every_file_of_an_agency_is_whole() -> None:
    ids = [agency.id for agency in shipped()]
    assert len(ids) == len(set(ids)) >= 60
    meant: dict[str, str] = {}
    for agency in shipped():
        assert agency.names or agency.initials, agency.id
        for name in (*agency.names, *agency.initials):
            assert meant.setdefault(name, agency.id) == agency.id, f"{name} is {meant[name]} and {agency.id}"
    assert set(words()) == {"by", "with", "source", "contributed", "staff", "copyright", "picture"}


HOSTILE = [
    "AFP " * 250_000,
    "(" * 500_000,
    "(AFP" * 100_000,
    "with " * 200_000 + "AFP",
    "\n".join(["© AFP"] * 100_000),
    "AFP, " * 200_000,
    "By " + "a " * 500_000 + "AFP",
    "\x00\x1b[31m\ue000 (\ue000) – " * 20_000,
    "contributed AFP " * 60_000,
    "\ud800" * 1_000_000,
    "İ (AFP) – ß" * 90_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12].encode("ascii", "backslashreplace").decode() for text in HOSTILE])
def test_hostile_texts_are_read_in_no_time(text: str) -> None:
    began = time.process_time()
    for each in READER.of(text, [text] * 50):
        assert 0 < len(each.quote) <= MAX_QUOTE
    assert time.process_time() - began < 1.0


@given(st.text(alphabet=st.sampled_from("AFPap()©–—/, \n.\ue000İßwith新华社电【】1")), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read_and_quotes_come_from_it(text: str, author: str) -> None:
    clean = "".join(" " if c in "\ue000" else c for c in text)
    for each in READER.of(text, [author]):
        assert each.quote
        assert each.quote in clean or each.quote in author


def test_agencies_of_ones_own_can_be_given() -> None:
    reader = Credits([Agency(id="x", name="Gull Press", names=("Gull Press",))])
    assert [each.agency for each in reader.of("PORT SABLE (Gull Press) – " + FERRY, ["AFP"])] == ["x"]
