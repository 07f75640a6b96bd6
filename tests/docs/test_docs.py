"""The documentation says what the code does: settings, commands, links, shell lines, constants, examples, records of decisions."""

from __future__ import annotations

import ast
import configparser
import doctest
import inspect
import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from math import comb
from pathlib import Path
from typing import Any

import pytest
import typer.main

from everyside import settings
from everyside.cli import app
from everyside.demo.press import DemoPress
from everyside.knowledge import outlets, packs, registry
from everyside.language import sentences
from everyside.pages import front_page
from everyside.records.coverage import AxisCounts, SideCounts
from everyside.records.rating import Side
from everyside.stages.assess import axis, blindspots, counting, flags, inputs, timeline
from everyside.stages.assess.conditions import all_hold
from everyside.stages.assess.inputs import About
from everyside.stages.cluster import core as cluster
from everyside.stages.cluster import terms
from everyside.stages.collect import schedule
from everyside.stages.dedupe import core as dedupe
from everyside.stages.dedupe import grouping as copy_grouping
from everyside.stages.extract import structure
from everyside.stages.relate import core as relate
from everyside.stages.relate import words as relate_words
from everyside.stages.summarize import core as summarize
from everyside.stages.summarize import headline
from everyside.stages.tag import core as tag
from everyside.testing.embedder import CHECKS
from tests import makers
from tests.docs import renew
from tests.unit.assess_worlds import assess, by, press

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SKIPPED = {".venv", ".git", ".hypothesis", "node_modules", ".pytest_cache", ".ruff_cache", ".mypy_cache"}
PAGES = sorted(file for file in ROOT.rglob("*.md") if not SKIPPED & set(file.relative_to(ROOT).parts))
HOW_TOS = sorted((DOCS / "how-to").glob("*.md"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
METHODOLOGY = (DOCS / "methodology.md").read_text(encoding="utf-8")

# What a shell line may begin with besides our own commands.
SYSTEM = {"git", "cd", "python3", "sudo", "journalctl", "ssh", "sqlite3", "pg_dump", "while"}


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    """Without fenced and indented code and without code spans: what is left may hold links."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(?:^|(?<=\n\n))(?: {4}.*\n)+", "", text)
    return re.sub(r"`[^`\n]*`", "", text)


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)


def anchor(heading: str) -> str:
    """As GitHub makes them."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def commands(command: Any, path: tuple[str, ...] = ("everyside",)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group of the command line, with the words one types for it."""
    if path != ("everyside",):
        yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


# settings


def test_the_settings_page_is_what_the_settings_are() -> None:
    assert renew.FILE.read_text(encoding="utf-8") == renew.page(), f"docs/settings.md is stale; run: {renew.COMMAND}"


def test_every_setting_is_documented_with_its_name_in_the_environment() -> None:
    page = renew.FILE.read_text(encoding="utf-8")
    for section, key, _, help in settings.KEYS:
        assert help, f"{section}.{key} has no help"
        assert f"EVERYSIDE_{section.upper()}__{key.upper()}`" in page


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_settings_shown_as_toml_are_accepted(page: Path, tmp_path: Path) -> None:
    for number, example in enumerate(fences(page.read_text(encoding="utf-8"), "toml")):
        if set(tomllib.loads(example)) & set(settings.SECTIONS):
            file = tmp_path / f"{number}.toml"
            file.write_text(example, encoding="utf-8")
            settings.load(file, {})


def test_outlets_owners_and_spectra_shown_as_toml_are_accepted(tmp_path: Path) -> None:
    """All pages together: the outlet of one is owned by the owner of another."""
    shown = [example for page in PAGES for example in fences(page.read_text(encoding="utf-8"), "toml")]
    for folder, table in (("outlets", "outlet"), ("owners", "owner"), ("spectra", "spectrum")):
        (tmp_path / folder).mkdir()
        examples = [example for example in shown if f"[[{table}]]" in example]
        assert examples, f"no page shows an {table}"
        for number, example in enumerate(examples):
            (tmp_path / folder / f"{number}.toml").write_text(example, encoding="utf-8")
    assert registry.load(tmp_path).problems == ()


def test_every_setting_named_in_prose_exists() -> None:
    known = {f"{section}.{key}" for section, key, _, _ in settings.KEYS}
    sections = "|".join(settings.SECTIONS)
    for page in PAGES:
        for name in re.findall(rf"`((?:{sections})\.[a-z_]+)\b[^`(]*`", page.read_text(encoding="utf-8")):
            assert name in known or name.startswith("storage."), f"{named(page)} names the setting {name}"


def test_every_name_in_the_environment_exists() -> None:
    for page in PAGES:
        given = set(re.findall(r"EVERYSIDE_([A-Z]+)__([A-Z_]+)", page.read_text(encoding="utf-8")))
        known = {(section.upper(), key.upper()) for section, key, _, _ in settings.KEYS} | {("SECTION", "KEY")}
        assert given <= known, f"{named(page)}: {given - known}"


# commands


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_named_in_the_documentation(path: tuple[str, ...]) -> None:
    everything = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert re.search(rf"\b{re.escape(' '.join(path))}\b", everything), f"no page names `{' '.join(path)}`"


def shell_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for block in fences(page.read_text(encoding="utf-8"), "sh"):
            for line in block.splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    yield named(page), line


@pytest.mark.parametrize(("page", "line"), list(shell_lines()))
def test_every_shell_line_begins_with_a_real_command(page: str, line: str) -> None:
    words = shlex.split(line.split(" #")[0].replace("while true; do ", "").split(";")[0])
    while "=" in words[0]:  # settings in the environment
        words.pop(0)
    program = words[0].rpartition("/")[2]
    if program == "everyside":
        check_call(words[1:], line)
    elif words[0] == "./dev":
        assert words[1] in dev_commands(), line
        for word in words[2:]:
            assert not word.startswith("tests/") or (ROOT / word).exists(), f"{word} is not there"
    elif program in ("python", "pip") and "/" in words[0]:
        assert program == "pip" or words[1] == "-m", line
    else:
        assert words[0] in SYSTEM, line


def check_call(words: list[str], line: str) -> None:
    path: tuple[str, ...] = ("everyside",)
    while words and (*path, words[0]) in COMMANDS:
        path = (*path, words.pop(0))
    assert path in COMMANDS, f"{line!r} calls no command"
    assert not getattr(COMMANDS[path], "commands", None), f"{line!r} needs a further word"
    known = {option for each in COMMANDS[path].params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    for word in words:
        assert not word.startswith("--") or word.partition("=")[0] in known, f"{line!r}: {word} is no option"


def dev_commands() -> set[str]:
    script = (ROOT / "dev").read_text(encoding="utf-8")
    return set(re.findall(r"^  ([a-z]+)(?: \||\))", script[script.index('case "${1:-help}"') :], re.MULTILINE))


def test_every_dev_command_is_in_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {"setup", "test"} <= dev_commands()
    assert [each for each in sorted(dev_commands() - {"help"}) if f"`./dev {each}`" not in text] == []


def test_code_in_how_tos_is_fenced_and_says_its_language() -> None:
    for page in HOW_TOS:
        text = page.read_text(encoding="utf-8")
        opened = re.findall(r"^```(.*)$", text, re.MULTILINE)[::2]
        assert all(opened), f"{named(page)}: a fence without a language"
        assert not re.search(r"\n\n {4}\S", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)), (
            f"{named(page)}: an indented block escapes the tests"
        )


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_json_in_the_documentation_is_json(page: Path) -> None:
    for block in fences(page.read_text(encoding="utf-8"), "json"):
        for line in block.splitlines():
            json.loads(line)


def test_the_exit_codes_of_the_readme_are_those_of_the_command() -> None:
    import everyside.cli

    told = " ".join(str(everyside.cli.__doc__).split())
    said = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    codes = re.findall(r"(\d+) ", re.search(r"Exit codes: (.*?70)", said)[0] + " ")  # type: ignore[index]
    assert codes == re.findall(r"(\d+) ", re.search(r"Exit codes: (.*?70)", told)[0] + " ")  # type: ignore[index]


# links


def test_there_are_pages_to_check() -> None:
    assert {"README.md", "docs/methodology.md", "docs/settings.md"} <= {named(page) for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_resolves(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{named(page)} links to {target}"
        assert file.is_relative_to(ROOT), f"{named(page)} links out of the project: {target}"
        if fragment:
            assert fragment in map(anchor, headings(file.read_text(encoding="utf-8"))), f"{named(page)}: no heading for {target}"


def test_every_how_to_is_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [named(page) for page in HOW_TOS if named(page) not in readme] == []


# methodology


QUOTED = re.findall(r"^\| ([^|]+) \| ([-\d.]+) \| `([\w.]+):([\w.]+)` \|$", METHODOLOGY, re.MULTILINE)


@pytest.mark.parametrize(("what", "value", "module", "name"), QUOTED, ids=[row[3] for row in QUOTED])
def test_constants_of_the_methodology_are_those_of_the_code(what: str, value: str, module: str, name: str) -> None:
    found: Any = import_module(module)
    owner, _, field = name.partition(".")
    found = getattr(found, owner)
    if field:
        found = getattr(found(), field)
    assert float(found) == float(value), f"{what}: {module}.{name} is {found}; correct docs/methodology.md"


ASSESS = [axis, blindspots, counting, flags, inputs, timeline]
WHOLE = [
    dedupe,
    copy_grouping,
    cluster,
    terms,
    structure,
    tag,
    relate,
    relate_words,
    summarize,
    sentences,
    schedule,
    front_page,
    *ASSESS,
]


@pytest.mark.parametrize("module", WHOLE, ids=lambda module: module.__name__)
def test_no_constant_of_a_formula_is_left_out(module: Any) -> None:
    quoted = {(where, name) for _, _, where, name in QUOTED}
    tree = ast.parse(inspect.getsource(module))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    numbers = {name for name, value in vars(module).items() if name.isupper() and isinstance(value, (int, float))} - imported
    assert {name for name in numbers if (module.__name__, name) not in quoted} == set()


def test_every_number_of_the_clustering_rule_is_quoted() -> None:
    quoted = {name for _, _, where, name in QUOTED if where == cluster.__name__ and name.startswith("Rule.")}
    assert quoted == {f"Rule.{name}" for name in inspect.signature(cluster.Rule).parameters}


@pytest.mark.parametrize(
    "function",
    [front_page.score, schedule.next_interval, schedule.backoff, headline.plainness, headline.ranked, headline.clean_title],
    ids=lambda function: function.__name__,
)
def test_every_number_in_a_formula_stands_in_the_methodology(function: Callable[..., Any]) -> None:
    """Weights that have no name in the code: if one changes, the text has to."""
    text = METHODOLOGY.replace("½", "0.5")
    tree = ast.parse(inspect.getsource(function))
    numbers = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, (int, float))}
    weights = {number for number in numbers if not isinstance(number, bool) and number not in (0, 1, 1e-9, 0x2E80, 30, 3600)}
    missing = {number for number in weights if not re.search(rf"(?<![\d.]){re.escape(f'{number:g}')}(?![\d]|\.\d)", text)}
    assert missing == set()


def test_the_examples_of_the_methodology_give_what_they_say() -> None:
    source = "\n".join(fences(METHODOLOGY, "pycon"))
    example = doctest.DocTestParser().get_doctest(source, {}, "methodology", "docs/methodology.md", 0)
    assert len(example.examples) > 10
    said: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(example, out=said.append).failed == 0, "".join(said)


def test_the_coverage_example_gives_what_it_says() -> None:
    carried = [by(1, 1), by(2, 2, 1), by(3, 3, 1), by(4, 4)]
    coverage = assess(carried, press(carried, {1: -1, 2: -2, 3: 2}))
    assert f"| by outlet | {row(coverage.by_outlet)} |" in METHODOLOGY
    assert f"| by text | {row(coverage.by_text)} |" in METHODOLOGY


def test_chance_makes_as_many_blindspots_as_the_methodology_says() -> None:
    """Exact: every division of so many texts into three sides that are alike, by the rule of the code."""
    rated, said = (
        [float(cell) for cell in re.search(rf"^\| {head} \|(.*)\|$", METHODOLOGY, re.MULTILINE)[1].split("|")]  # type: ignore[index]
        for head in ("rated texts", "percent")
    )
    about = About(politics=True)
    for number, percent in zip(map(int, rated), said, strict=True):
        odds = 0.0
        for left in range(number + 1):
            for right in range(number + 1 - left):
                center = number - left - right
                texts = SideCounts(left=left, center=center, right=right)
                counts = AxisCounts(by_outlet=texts, by_text=texts)
                if any(all_hold(blindspots.missing_side(missing, counts, counts, about)[1]) for missing in (Side.LEFT, Side.RIGHT)):
                    odds += comb(number, left) * comb(number - left, right) / 3**number
        assert round(100 * odds, 1) == percent, number


def row(counts: SideCounts) -> str:
    values = (counts.left, counts.center, counts.right, counts.unrated, counts.total)
    return " | ".join(f"{value:.3g}" for value in values)


# how-tos


def test_the_model_of_the_how_to_passes_the_checks_it_names() -> None:
    model, checks = fences((DOCS / "how-to" / "add-a-model.md").read_text(encoding="utf-8"), "python")
    made: dict[str, Any] = {"__name__": "example"}
    exec(compile(model, "add-a-model.md", "exec"), made)
    assert len(CHECKS) > 5
    exec(compile(checks, "add-a-model.md", "exec"), made)


def test_the_ratings_of_the_how_to_are_taken_in(tmp_path: Path) -> None:
    (example,) = fences((DOCS / "how-to" / "add-a-rating-pack.md").read_text(encoding="utf-8"), "csv")
    file = tmp_path / "pack.csv"
    file.write_text(example, encoding="utf-8")
    reading = packs.read_file(file)
    assert len(reading.ratings) == 2
    assert not reading.left_out


# architecture, decisions, changelog


def test_the_floors_of_the_architecture_are_those_that_are_checked() -> None:
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    floors = [floor.strip() for floor in contract["importlinter:contract:floors"]["layers"].strip().splitlines()]
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = text[text.index("    __main__\n") : text.index("And: stages are independent")]
    assert [re.split(r" {3,}", line.strip())[0] for line in block.strip().splitlines()] == floors


def test_every_folder_and_file_named_in_the_source_exists() -> None:
    for page in PAGES:
        for path in re.findall(r"`((?:src/everyside|tests|docs)/[\w./-]+)`", page.read_text(encoding="utf-8")):
            variable = re.search(r"/[A-Z]+\b(?!\.)", path)  # PORT, NAME: whatever the reader's is called
            real = path[: variable.start()] if variable else path
            assert (ROOT / real).exists(), f"{named(page)} names {path}"


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.stem)
def test_a_decision_has_its_four_headings(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert headings(text)[1:] == ["Problem", "Options", "Decision", "What would prove it wrong"]
    assert re.match(rf"# {int(record.name[:4])}\. ", text)


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_changelog_has_unreleased_on_top() -> None:
    second = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert second[0] == "Unreleased"


def test_the_licence_is_the_one_the_package_names() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert package["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_readme_counts_what_ships() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shipped = outlets.load_outlets()
    countries, read = {outlet.country for outlet in shipped if outlet.country}, [outlet for outlet in shipped if outlet.feeds]
    assert f"| {len(shipped):,} outlets of {len(countries)} countries, {len(read):,} of them with feeds" in readme
    assert f"| owners of {sum(outlet.owner is not None for outlet in shipped)} outlets" in readme


def test_the_readme_counts_the_demo_newsroom() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    press = DemoPress(makers.NOW)
    press.close()
    languages = {language for outlet in press.outlets for language in outlet.languages}
    assert f"{len(press.outlets)} fictional outlets in\n{len(languages)} languages" in readme
