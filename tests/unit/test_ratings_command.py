"""``everyside ratings`` as an operator types it: in, out, compared, explained, and set by hand."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from everyside.evaluation.rating import open_book
from everyside.records.ids import OwnerId
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import BIAS
from everyside.storage import outlets, owners, ratings
from everyside.storage.database import Database
from tests import makers

Run = Callable[..., tuple[int, str, str]]
HEADER = "rater,domain,axis,value,label,url,date\n"
PACK = (
    HEADER
    + "Plumb Line,lantern-1.example,bias,-2,Left,https://plumb.example/1,2026-01-02\n"
    + "Spirit Level,lantern-1.example,bias,1,Leans right,,2025\n"
    + "Spirit Level,lantern-1.example,factuality,4,High,,2025\n"
)
WHEN = "coverage is made anew by `everyside work`, or by `everyside up` while it runs\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """An empty folder to be in, with a database of two outlets."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", "plain")
    opened = Database(f"sqlite:///{tmp_path / 'everyside.db'}")
    crown = Owner(id=OwnerId("crown"), name="The Crown of Nowhere", kind=OwnerKind.STATE, fiction=True)
    with opened.write() as tx:
        owners.replace(tx, [crown])
        outlets.save(tx, [makers.outlet(1, owner=OwnerId("crown")), makers.outlet(2)])
    opened.close()
    (tmp_path / "pack.csv").write_text(PACK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(here: Path, call_everyside: Run) -> Run:
    return call_everyside


@pytest.fixture
def database(here: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{here / 'everyside.db'}")
    yield opened
    opened.close()


def bias_of_one(database: Database) -> float | None:
    with database.read() as tx:
        standing = ratings.standings(tx, [makers.outlet_name(1)])[makers.outlet_name(1)]
        return standing[BIAS].value if BIAS in standing else None


def test_a_pack_is_taken_in_and_said_what_it_does(run: Run, database: Database) -> None:
    code, said, complained = run("ratings", "import", "pack.csv")
    assert (code, complained) == (0, "")
    assert said == (
        "3 ratings of 1 domains taken in as pack pack (everyside)\n"
        "1 of the 2 outlets of the registry are now rated on bias\n" + WHEN
    )
    assert bias_of_one(database) == -0.5


def test_rows_left_out_are_named_and_reported_and_the_others_taken(run: Run, here: Path) -> None:
    (here / "pack.csv").write_text(PACK + "R,lantern,bias,1,x,,\n" + "R,lantern-2.example,bias,1,=1+1,,\n" * 30)
    code, said, complained = run("ratings", "import", "pack.csv", "--report", "left.csv")
    assert code == 1
    assert said.startswith("3 ratings")
    assert complained.splitlines()[:2] == [
        "31 left out of 34 rows:",
        "line 5: 'lantern' is not a domain; write e.g. example.org, a non-Latin one as xn--…",
    ]
    assert complained.endswith("… and 11 more; --report FILE lists all\n")
    report = list(csv.DictReader(io.StringIO((here / "left.csv").read_text(encoding="utf-8"))))
    assert [row["line"] for row in report] == [str(line) for line in range(5, 36)]
    assert not any(cell.startswith(("=", "+", "@")) for row in report for cell in row.values())


@pytest.mark.parametrize("words", [("--strict",), ("--format", "everyside", "--strict")])
def test_with_strict_one_wrong_row_refuses_the_file(run: Run, here: Path, database: Database, words: tuple[str, ...]) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    (here / "pack.csv").write_text(PACK.replace("-2", "-3") + "R,lantern,bias,1,x,,\n")
    code, said, complained = run("ratings", "import", "pack.csv", *words)
    assert (code, said) == (1, "")
    assert "line 5" in complained
    assert "nothing was taken in" in complained
    assert bias_of_one(database) == -0.5


def test_a_file_without_a_usable_row_is_refused(run: Run, here: Path, database: Database) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    (here / "pack.csv").write_text(HEADER + "R,lantern,bias,1,x,,\n")
    code, _, complained = run("ratings", "import", "pack.csv")
    assert (code, "no row of it can be used" in complained) == (1, True)
    assert bias_of_one(database) == -0.5


def test_a_pack_of_the_same_id_is_replaced_whole(run: Run, here: Path, database: Database) -> None:
    (here / "newer.csv").write_text(HEADER + "Plumb Line,lantern-2.example,bias,2,Right,,2026\n")
    assert run("ratings", "import", "pack.csv", "--id", "mine")[0] == 0
    assert run("ratings", "import", "newer.csv", "--id", "mine")[0] == 0
    assert bias_of_one(database) is None
    assert [line.split("\t")[:3] for line in run("ratings", "list")[1].splitlines()] == [["mine", "raters", "1 ratings"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.csv",), "cannot read nowhere.csv"),
        ((), "name one file of ratings, or --shipped"),
        (("pack.csv", "--shipped"), "name one file of ratings, or --shipped"),
        (("pack.csv", "--id", "My Pack"), "--id must be small letters"),
        (("pack.csv", "--id", "operator"), "holds what is set by hand"),
        (("pack.csv", "--date", "2026-13"), "--date must be written as"),
        (("pack.csv", "--format", "mbfc"), "there is no format 'mbfc'"),
        (("pack.csv", "--encoding", "klingon"), "there is no text encoding 'klingon'"),
    ],
)
def test_a_wrong_call_is_2_with_what_to_write(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, complained = run("ratings", "import", *words)
    assert (code, said in complained) == (2, True), complained


def test_options_stand_where_the_file_says_nothing(run: Run, here: Path) -> None:
    (here / "pack.csv").write_bytes((HEADER + "R,lantern-1.example,bias,1,très à droite,,\n").encode("cp1252"))
    given = (
        "--as",
        "operator",
        "--date",
        "2026-05",
        "--licence",
        "CC0",
        "--encoding",
        "cp1252",
        "--name",
        "Mine",
        "--source",
        "me",
    )
    assert run("ratings", "import", "pack.csv", *given)[0] == 0
    assert run("ratings", "export", "pack")[1].splitlines()[1] == "R,lantern-1.example,bias,1,très à droite,,2026-05,CC0"
    assert run("ratings", "list")[1].startswith("pack\toperator\t1 ratings\tnewest 2026-05\t")


def test_packs_go_out_and_come_in_the_same(run: Run, here: Path) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    assert run("ratings", "export", "--out", "all.csv")[:2] == (0, "")
    assert run("ratings", "export")[1].encode() == (here / "all.csv").read_bytes()
    assert run("ratings", "import", "all.csv", "--strict")[0] == 0
    assert run("ratings", "diff", "pack.csv", "--id", "all")[1] == "0 new, 0 gone, 0 changed; 0 change the class, 0 the side\n"
    assert run("ratings", "export", "nothing")[::2] == (2, "everyside: no pack is called 'nothing'; there are: all, pack\n")


def test_a_difference_names_what_is_new_gone_and_changed_and_what_it_changes(run: Run, here: Path) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    (here / "newer.csv").write_text(
        HEADER
        + "Plumb Line,lantern-1.example,bias,1.4,Right,,2026-02\n"
        + "Spirit Level,lantern-1.example,factuality,4,Rather high,,2026\n"
        + "Spirit Level,lantern-2.example,bias,0,Center,,2026\n"
    )
    lines = [
        "changed\tlantern-1.example\tbias\tPlumb Line\t-2 (Left) → 1.4 (Right)\tclass left → lean-right\tside left → right",
        "gone\tlantern-1.example\tbias\tSpirit Level\t1 (Leans right)",
        "changed\tlantern-1.example\tfactuality\tSpirit Level\t4 (High) → 4 (Rather high)",
        "new\tlantern-2.example\tbias\tSpirit Level\t0 (Center)",
        "1 new, 1 gone, 2 changed; 1 change the class, 1 the side",
    ]
    assert run("ratings", "diff", "newer.csv", "--id", "pack")[1].splitlines() == lines
    assert run("ratings", "diff", "pack.csv", "newer.csv")[1].splitlines() == lines
    assert run("ratings", "diff", "newer.csv")[0] == 2


def test_an_outlet_is_explained_part_by_part(run: Run) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    lines = run("ratings", "explain", "lantern-1")[1].splitlines()
    assert lines == run("ratings", "explain", "https://www.lantern-1.example/")[1].splitlines()
    assert lines == [
        "The Lantern 1 (lantern-1; lantern-1.example)",
        "bias -0.50: center, side Center; mean of 2 raters, ((-2) + 1) / 2; they lie 3 apart and disagree",
        "  Plumb Line: Left = -2, lantern-1.example, 2026-01-02, pack pack, https://plumb.example/1",
        "  Spirit Level: Leans right = 1, lantern-1.example, 2025, pack pack",
        "factuality 4.00: high",
        "  Spirit Level: High = 4, lantern-1.example, 2025, pack pack",
        f"state 3.00: side {_high('state')}",
        "  Registry: state = 3, lantern-1.example, without date, pack registry",
        "owners: The Crown of Nowhere (state)",
    ]


def _high(axis: str) -> str:
    from everyside.wiring.press import registered

    return next(spectrum.high for spectrum in registered().spectra if spectrum.id == axis)


def test_a_domain_without_outlet_and_an_unrated_outlet_are_explained_too(run: Run, here: Path) -> None:
    (here / "pack.csv").write_text(HEADER + "R,kite.example,bias,2,Right,,\n")
    assert run("ratings", "import", "pack.csv")[0] == 0
    lines = run("ratings", "explain", "live.kite.example")[1].splitlines()
    assert lines[0] == "live.kite.example belongs to no outlet known here"
    assert lines[2] == "bias 2.00: right, side Right"
    assert run("ratings", "explain", "lantern-2")[1].splitlines()[1:] == [
        "bias: unrated",
        "factuality: unrated",
        "owners: unknown",
        "state: unknown, as is who stands behind the outlet (unknown)",
    ]
    for wrong in ("nobody", "kite.example/news", ""):
        assert run("ratings", "explain", wrong)[0] == 2


def test_what_is_set_by_hand_goes_before_raters_and_can_be_taken_back(run: Run, database: Database) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    code, said, _ = run("ratings", "set", "lantern-1", "--value", "2", "--note", "read for a month")
    assert (code, said) == (0, "lantern-1.example: bias 2 (right: read for a month) set\n" + WHEN)
    assert run("ratings", "set", "lantern-1.example", "--value", "3", "--personal", "--label", "=far", "--axis", "bias")[0] == 0
    assert bias_of_one(database) == 3
    told = run("ratings", "explain", "lantern-1")[1]
    assert "bias 3.00: far-right, side Right; your personal word, which goes before the others\n" in told
    assert "The operator: right: read for a month = 2" in told
    assert told.count("; not counted") == 3
    assert "'=far" in run("ratings", "export", "personal")[1]
    assert run("ratings", "unset", "lantern-1", "--personal")[0] == 0
    assert bias_of_one(database) == 2
    assert run("ratings", "unset", "lantern-1")[0] == 0
    assert bias_of_one(database) == -0.5
    assert run("ratings", "unset", "lantern-1")[0] == 1
    assert [line.split("\t")[0] for line in run("ratings", "list")[1].splitlines()] == ["pack"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "--value", "1"), "no outlet is called 'nobody'"),
        (("lantern-1", "--value", "4"), "must lie between -3 and 3"),
        (("lantern-1", "--value", "nan"), "must lie between -3 and 3"),
        (("lantern-1", "--value", "1", "--axis", "mood"), "there is no axis 'mood' to rate on; known are bias"),
        (("lantern-1", "--value", "1", "--axis", "state"), "there is no axis 'state' to rate on"),
        (("lantern-1", "--value", "1", "--note", "x" * 300), "at most 200 characters"),
        (("lantern-1", "--value", "1", "--label", "a\x07b"), "must be printable"),
    ],
)
def test_what_cannot_be_set_is_2_with_the_reason(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, complained = run("ratings", "set", *words)
    assert (code, said in complained) == (2, True), complained


def test_what_ships_can_be_removed_and_brought_back(run: Run) -> None:
    assert run("ratings", "import", "--shipped")[0] == 0
    assert run("ratings", "list")[1].startswith("default\traters\t")
    code, _, complained = run("ratings", "import", "pack.csv", "--id", "default")
    assert (code, "choose another --id" in complained) == (2, True)
    assert run("ratings", "remove", "default")[:2] == (0, "pack default removed\n" + WHEN)
    assert run("ratings", "list")[1] == ""
    assert run("ratings", "import", "--shipped")[0] == 0
    assert run("ratings", "list")[1].startswith("default\t")
    assert run("ratings", "remove", "nothing")[0] == 2


def test_an_imported_pack_can_be_removed(run: Run, database: Database) -> None:
    assert run("ratings", "import", "pack.csv")[0] == 0
    assert run("ratings", "remove", "pack")[0] == 0
    assert bias_of_one(database) is None


# everyside eval ratings


def test_evaluation_answers_by_domain_with_every_part(run: Run, here: Path) -> None:
    (here / "b.csv").write_text(HEADER + "Spirit Level,lantern-1.example,bias,2,Right,,2026\n")
    (here / "domains.jsonl").write_text(
        '{"domain": "https://www.lantern-1.example/x"}\n{"domain": "nowhere.example"}\n{"id": 1}\n{"domain": null}\n'
    )
    code, _, complained = run(
        "eval", "ratings", "domains.jsonl", "--packs", "pack.csv", "b.csv", "--no-default", "--out", "out.jsonl"
    )
    assert code == 1, "a line without a domain is named"
    assert "domains.jsonl:3" in complained
    first, second, *rest = [json.loads(line) for line in (here / "out.jsonl").read_text().splitlines()]
    parts = first.pop("parts")
    assert first == {
        "domain": "https://www.lantern-1.example/x",
        "outlet": None,
        "bias": 0.0,
        "bias7": "center",
        "bias3": "center",
        "factuality": "high",
        "factuality_value": 4.0,
        "spread": 4.0,
        "disagree": True,
    }
    assert [(part["rater"], part["axis"], part["value"], part["date"], part["pack"]) for part in parts] == [
        ("Plumb Line", "bias", -2.0, "2026-01-02", "pack"),
        ("Spirit Level", "bias", 2.0, "2026", "b"),
        ("Spirit Level", "factuality", 4.0, "2025", "pack"),
    ]
    assert parts[0]["url"] == "https://plumb.example/1"
    for unrated in (second, *rest):
        assert (unrated["bias"], unrated["bias3"], unrated["factuality"], unrated["parts"]) == (None, "unrated", "unrated", [])


def test_files_may_be_named_after_one_option_or_each_after_its_own(run: Run, here: Path) -> None:
    (here / "domains.jsonl").write_text('{"domain": "lantern-1.example"}\n')
    (here / "more").mkdir()
    (here / "more" / "pack.csv").write_text(HEADER + "Third,lantern-1.example,bias,2,Right,,2026\n")
    for given in (("--packs", "pack.csv", "more/pack.csv"), ("--packs", "pack.csv", "--packs", "more/pack.csv")):
        assert run("eval", "ratings", "domains.jsonl", *given, "--out", "out.jsonl")[0] == 0
        (row,) = [json.loads(line) for line in (here / "out.jsonl").read_text().splitlines()]
        assert {part["pack"] for part in row["parts"]} == {"pack", "pack-2"}


def test_a_broken_pack_stops_an_evaluation_and_rows_left_out_are_told(here: Path) -> None:
    told: list[str] = []
    (here / "pack.csv").write_text(PACK + "R,lantern,bias,1,x,,\n")
    book = open_book([here / "pack.csv"], default=False, told=told.append)
    assert book.standing("lantern-1.example")[BIAS].value == -0.5
    assert [line.split(": ")[1] for line in told] == ["1 of 4 rows left out; the first"]
