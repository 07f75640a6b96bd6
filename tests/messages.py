"""Writes the catalogues anew from the messages in code and templates: ``./dev messages``.

``everyside.pot`` is what there is to say; each ``*.po`` beside it keeps its translations, gets what is new, empty, and loses what
nobody says any more.
"""

from __future__ import annotations

import tomllib
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "everyside"
LOCALE = SOURCE / "interface" / "locale"
TEMPLATE = LOCALE / "everyside.pot"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "count": (2, 3)}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true", "encoding": "utf-8"}}
SPEAKING = ("interface", "pages", "publish")  # the folders whose words readers see


def extracted() -> Catalog:
    """All messages of the code, each with the files it stands in."""
    found = Catalog(project="Everyside", fuzzy=False, charset="utf-8")
    for folder in SPEAKING:
        for file, _line, message, comments, context in extract_from_dir(
            SOURCE / folder, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            found.add(message, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    for topic in sorted((SOURCE / "data" / "topics").glob("*.toml")):
        found.add(tomllib.loads(topic.read_text("utf-8"))["name"], locations=[(f"data/topics/{topic.name}", 0)])
    return found


def languages() -> list[Path]:
    return sorted(LOCALE.glob("*.po"))


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=file.stem, abort_invalid=True)


def written(catalogue: Catalog) -> str:
    """Without dates, line numbers and names, which change with every run."""
    packed = BytesIO()
    write_po(packed, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=120, ignore_obsolete=True)
    plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n' if catalogue.locale else ""
    language = f'"Language: {catalogue.locale}\\n"\n' if catalogue.locale else ""
    head = f'msgid ""\nmsgstr ""\n{language}"Content-Type: text/plain; charset=utf-8\\n"\n{plural}\n'
    return head + packed.getvalue().decode("utf-8").strip() + "\n"


def main() -> None:
    found = extracted()
    TEMPLATE.write_text(written(found), encoding="utf-8")
    for file in languages():
        catalogue = read(file)
        catalogue.update(found, no_fuzzy_matching=True)
        file.write_text(written(catalogue), encoding="utf-8")
        missing = sum(not all(each.string if isinstance(each.string, tuple) else (each.string,)) for each in catalogue if each.id)
        print(f"{file.name}: {len(catalogue)} messages, {missing} not translated")


if __name__ == "__main__":
    main()
