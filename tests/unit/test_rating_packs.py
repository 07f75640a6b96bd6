"""Rating packs: what is taken, what is left out with its line and reason, what is refused, and the way out and in again."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.knowledge import packs
from everyside.records.errors import SettingsError
from everyside.records.rating import BIAS, FACTUALITY, Layer, Rating
from tests import makers

HEADER = "rater,domain,axis,value,label,url,date\n"
GOOD = "R,lantern.example,bias,1,lean right,https://r.example/1,2026-01-31\n"


def read(text: str | bytes, **options: object) -> packs.Reading:
    body = text if isinstance(text, bytes) else text.encode()
    return packs.read(body, "pack.csv", packs.Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("R,lantern.example,bias,-4,far left,,", "between -3 and 3"),
        ("R,lantern.example,bias,nan,left,,", "between -3 and 3"),
        ("R,lantern.example,bias,inf,left,,", "between -3 and 3"),
        ("R,lantern.example,factuality,0,low,,", "between 1 and 5"),
        ("R,lantern.example,bias,left,left,,", "must be a number"),
        ("R,lantern.example,mood,1,glad,,", "no axis 'mood'; known are bias, factuality"),
        ("R,not a domain,bias,1,right,,", "not a domain"),
        ("R,lantern,bias,1,right,,", "not a domain"),
        ("R,lantérn.example,bias,1,right,,", "xn--"),
        ("R,127.0.0.1,bias,1,right,,", "not a domain"),
        ("R,lantern.example/news,bias,1,right,,", "part of a site"),
        ("R,co.uk,bias,1,right,,", "suffix under which anybody"),
        (f"R,{'a.' * 130}example,bias,1,right,,", "characters long"),
        ("R,lantern.example,bias,1,right,javascript:alert(1),", "must start with http"),
        ("R,lantern.example,bias,1,right,,31.1.2026", "2026-08-19"),
        ("R,lantern.example,bias,1,right,,2026-02-30", "2026-08-19"),
        ("R,lantern.example,bias,1,right,,2031-01-01", "still to come"),
        (",lantern.example,bias,1,right,,", "must not be empty"),
        ("R,lantern.example,bias,1,,,", "must not be empty"),
        ("R,lantern.example", "2 cells, while the first line names 7"),
        ("R,lantern.example,bias,1,right,,,,", "9 cells"),
        (f"{'R' * 101},lantern.example,bias,1,right,,", "rater is 101 characters long"),
        (f"R,lantern.example,bias,1,{'l' * 5000},,", "label is 5,000 characters long"),
        ("R,lantern.example,bias,1,ri\x07ght,,", "control character U+0007"),
        ("R,lantern.example,bias,1,ri\u202eght,,", "control character U+202E"),
        ("=cmd|' /C calc'!A0,lantern.example,bias,1,right,,", "rater holds a spreadsheet formula"),
        ("R,lantern.example,bias,1,@SUM(A1),,", "label holds a spreadsheet formula"),
        ("R,lantern.example,bias,1,+1+1,,", "label holds a spreadsheet formula"),
        ("R,lantern.example,bias,1,-A1,,", "label holds a spreadsheet formula"),
        ("R,lantern.example,bias,1,\t=A1,,", "label holds a spreadsheet formula"),
        ("R,lantern.example,bias,=1+1,right,,", "value holds a spreadsheet formula"),
    ],
)
def test_a_wrong_row_is_left_out_with_its_line_and_the_reason_and_the_others_are_taken(row: str, said: str) -> None:
    reading = read(HEADER + GOOD + row + "\n", axes=["bias", "factuality"], today="2026-11-23")
    assert [each.domain for each in reading.ratings] == ["lantern.example"]
    ((line, reason),) = [(each.line, each.reason) for each in reading.left_out]
    assert line == 3
    assert said in reason
    assert reading.rows == 2


def test_a_rater_who_speaks_twice_is_taken_by_the_newer_date() -> None:
    reading = read(
        HEADER
        + "R,lantern.example,bias,1,a,,2025\n"
        + "R,lantern.example,bias,2,b,,2026-01\n"
        + "R,www.lantern.example,bias,2,b again,,2024\n"
        + "S,lantern.example,bias,-1,c,,\n"
    )
    assert [(each.rater, each.value) for each in reading.ratings] == [("R", 2), ("S", -1)]
    assert [(each.line, each.reason) for each in reading.left_out] == [
        (2, "R on the bias of lantern.example: line 3 has the newer word"),
        (4, "R on the bias of lantern.example: line 3 says the same"),
    ]


@pytest.mark.parametrize(("first", "second"), [("2026-01-02", "2026-01-02"), ("", ""), ("2026", "2026-01-02")])
def test_two_words_of_one_date_that_differ_are_both_left_out_and_named(first: str, second: str) -> None:
    reading = read(
        HEADER + f"R,lantern.example,bias,1,a,,{first}\nR,lantern.example,bias,-1,b,,{second}\n" + GOOD.replace("R", "S", 1)
    )
    assert [each.rater for each in reading.ratings] == ["S"]
    assert [(each.line, "neither is taken" in each.reason) for each in reading.left_out] == [(2, True), (3, True)]
    assert "line 3" in reading.left_out[0].reason


def test_the_date_given_stands_where_the_row_has_none() -> None:
    reading = read(HEADER + "R,a.example,bias,1,a,,\nR,b.example,bias,1,a,,2020\n", date="2026-08", licence="CC0")
    assert [each.rated_on for each in reading.ratings] == ["2026-08", "2020"]
    assert {each.licence for each in reading.ratings} == {"CC0"}


def test_a_legend_beside_the_file_says_when(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("domain,name,bias,reporting,mbfc_url\nlantern.example,L,left,high,\n")
    assert {each.rated_on for each in packs.read_file(tmp_path / "list.csv").ratings} == {"2026"}
    for legend in ("[", "[]", '{"date": 3}', '{"date": "soon"}'):
        (tmp_path / "list_legend.json").write_text(legend)
        assert {each.rated_on for each in packs.read_file(tmp_path / "list.csv").ratings} == {"2026"}
    (tmp_path / "list_legend.json").write_text('{"date": "2026-05-06T07:08:09Z"}')
    assert {each.rated_on for each in packs.read_file(tmp_path / "list.csv").ratings} == {"2026-05-06"}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_utf_16_are_read(codec: str) -> None:
    assert [each.label for each in read((HEADER + GOOD.replace("lean right", "plutôt à droite")).encode(codec)).ratings] == [
        "plutôt à droite"
    ]


def test_another_encoding_is_refused_with_the_place_until_it_is_named() -> None:
    body = (HEADER + GOOD.replace("lean right", "à droite")).encode("cp1252")
    at = body.index(b"\xe0") + 1
    with pytest.raises(SettingsError, match=rf"byte {at} \(line 2\).*--encoding cp1252"):
        read(body)
    assert read(body, encoding="cp1252").ratings[0].label == "à droite"
    for wrong in ("nonsense", "zip", "\0"):
        with pytest.raises(SettingsError, match="no text encoding"):
            read(body, encoding=wrong)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"rater,domain\n", "no format known here"),
        (b"rater,rater,domain,axis,value,label\n", "names rater twice"),
        (HEADER.encode() + b"R,\x00lantern.example,bias,1,x,,\n", "NUL character in line 2"),
        (HEADER.encode("utf-16-le"), "NUL character in line 1"),
        (b"\xff\xfe\x00", "not in utf-16"),
        ((HEADER + GOOD + 'R,"lantern.example,bias,1,x,,\n').encode(), "begins on line 3 is not CSV"),
        ((HEADER + 'R,"' + "x\n" * 100_000).encode(), "begins on line 2 is not CSV"),
        ((HEADER + "x" * 50_000_000).encode(), "line 2 is 50,000,000 characters long"),
        ((HEADER + "," * 2_000_000).encode(), "line 2 is 2,000,000 characters long"),
        (b"x" * 100_000_001, "more than 100,000,000"),
    ],
    ids=range(12),
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(body: bytes, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(body)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_refused_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read"):
        packs.read_file(tmp_path / "none.csv")
    with pytest.raises(SettingsError, match="cannot read"):
        packs.read_file(tmp_path)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_tables_of_other_countries_spreadsheets_are_read(delimiter: str) -> None:
    assert len(read((HEADER + GOOD).replace(",", delimiter)).ratings) == 1


def test_a_row_over_several_lines_is_named_by_its_first() -> None:
    reading = read(HEADER + 'R,"lantern\n.example",bias,1,x,,\nR,lantern,bias,1,x,,\n')
    assert [each.line for each in reading.left_out] == [2, 4]


def test_a_hundred_thousand_rows_take_a_few_seconds() -> None:
    body = HEADER + "".join(f"R,outlet-{n}.example,bias,{n % 7 - 3},word,https://r.example/{n},2026\n" for n in range(100_000))
    start = time.perf_counter()
    reading = read(body)
    assert len(reading.ratings) == 100_000
    assert time.perf_counter() - start < 20  # 4 s on one idle core; a bound for a busy machine


def test_however_often_a_rater_contradicts_itself_the_report_stays_short() -> None:
    reading = read(HEADER + "".join(f"R,lantern.example,bias,{n / 20_000},x,,\n" for n in range(50_000)))
    assert (len(reading.ratings), len(reading.left_out)) == (0, 50_000)
    assert max(len(each.reason) for each in reading.left_out) < 200


def test_a_file_of_too_many_rows_is_refused() -> None:
    with pytest.raises(SettingsError, match="more than 500,000 rows"):
        read("rater,domain,axis,value,label\n" + "a\n" * 500_001)


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # characters that turn text around
WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=TURNING),
    min_size=1,
    max_size=40,
).filter(lambda text: text == text.strip(" \n\u00a0") and bool(text))
RATINGS = st.builds(
    Rating,
    rater=WORDS,
    domain=st.integers(0, 50).map(lambda n: f"lantern-{n}.example"),
    axis=st.sampled_from([BIAS, "government-opposition"]),
    value=st.floats(-3, 3),
    label=WORDS,
    url=st.sampled_from(["", "https://r.example/a,b"]),
    rated_on=st.sampled_from(["", "2026", "2026-08", "2026-08-19"]),
    licence=WORDS | st.just(""),
)


@given(st.lists(RATINGS, max_size=20, unique_by=lambda each: (each.rater, each.domain, each.axis)))
def test_what_is_written_comes_back_the_same(ratings: list[Rating]) -> None:
    reading = read(packs.write(ratings))
    assert reading.left_out == ()
    key = lambda each: (each.domain, each.axis, each.rater)  # noqa: E731
    assert sorted(reading.ratings, key=key) == sorted((replace(each, pack="pack") for each in ratings), key=key)


@pytest.mark.parametrize(
    "label", ["=1+1", "+A1", "-A1", "@SUM(A1)", "'=x", "''=x", "'quoted'", "-1", '=HYPERLINK("https://x.example")']
)
def test_no_cell_that_is_written_runs_in_a_spreadsheet(label: str) -> None:
    text = packs.write([makers.rating(rater=label, label=label, licence=label)])
    for cell in list(csv.reader(io.StringIO(text)))[1]:
        assert cell[:1] not in ("=", "+", "@", "\t", "\r")
        assert cell[:1] != "-" or cell.removeprefix("-").isdigit()
    assert [(each.rater, each.label, each.licence) for each in read(text).ratings] == [(label, label, label)]


def test_the_digest_is_of_what_was_understood() -> None:
    first, same = read(HEADER + GOOD), read(("\ufeff" + HEADER + GOOD).replace("\n", "\r\n"))
    assert first.pack.digest == same.pack.digest
    assert read(HEADER + GOOD, date="2020", licence="CC0").pack.digest != first.pack.digest


def test_the_operators_files_are_read_and_broken_ones_named_and_passed_by(tmp_path: Path) -> None:
    assert packs.own(tmp_path / "nowhere") == []
    (tmp_path / "My List.csv").write_text(HEADER + GOOD + "R,lantern,bias,1,x,,\n")
    (tmp_path / "my-list.csv").write_text(HEADER + GOOD)
    (tmp_path / "broken.csv").write_bytes(b"\xff\xff")
    (tmp_path / "operator.csv").write_text(HEADER + GOOD)
    (tmp_path / "notes.txt").write_text("no pack")
    ((pack, ratings),) = packs.own(tmp_path)
    assert (pack.id, pack.source, pack.layer, len(ratings)) == ("my-list", "ratings/My List.csv", Layer.RATERS, 1)
    wrong = packs.problems(tmp_path)
    assert [each.split(":")[0].split(" is")[0] for each in wrong] == [
        "ratings/My List.csv",
        "ratings/broken.csv",
        "ratings/my-list.csv",
        "ratings/operator.csv",
    ]
    assert "1 of 2 rows are left out; the first on line 3" in wrong[0]


@pytest.mark.parametrize(
    ("name", "id"), [("My List (2026)", "my-list-2026"), ("", "pack"), ("日本", "pack"), ("a" * 100, "a" * 64), ("../x", "x")]
)
def test_a_pack_is_called_after_its_file(name: str, id: str) -> None:
    assert packs.pack_id(name) == id
    assert packs.is_id(id)


# What ships


def test_the_pack_that_ships_is_read_without_a_row_left_out_and_says_where_every_rating_is_from() -> None:
    ((pack, ratings),) = packs.shipped()
    assert pack.id == packs.DEFAULT
    file = Path(packs.__file__).parents[1] / "data" / "ratings" / "default.csv"
    assert packs.read_file(file).left_out == ()
    assert [each for each in ratings if not (each.rated_on and each.licence and each.url)] == []
    assert {each.axis for each in ratings} == {BIAS, FACTUALITY}
    assert {each.rater for each in ratings} == {"Media Bias/Fact Check", "AllSides"}


def test_the_page_of_the_pack_that_ships_counts_its_rows() -> None:
    ((_, ratings),) = packs.shipped()
    page = (Path(packs.__file__).parents[1] / "data" / "ratings" / "README.md").read_text(encoding="utf-8")
    counted = [int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+) \|$", page, re.MULTILINE)]
    dates = [(each.rater, each.rated_on) for each in ratings]
    mbfc, allsides = "Media Bias/Fact Check", "AllSides"
    later = sum(rater == allsides and date > "2020" for rater, date in dates)
    assert counted == [dates.count((mbfc, "2026-08-19")), dates.count((mbfc, "2023")), dates.count((allsides, "2020")), later]
    assert sum(counted) == len(ratings)
