"""Writes docs/settings.md from the settings themselves: ``.venv/bin/python -m tests.docs.renew``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from everyside.settings import KEYS, SECTIONS

FILE = Path(__file__).parents[2] / "docs" / "settings.md"
COMMAND = ".venv/bin/python -m tests.docs.renew"

HEAD = f"""# Settings

<!-- Made by `{COMMAND}`; do not edit. -->

Settings stand in `everyside.toml` in the folder the command runs in, or in the file named with `everyside --config FILE`.
Each can also be given in the environment, which wins. A key nobody knows is refused with the nearest known one.
`everyside settings` shows the values in use.

```toml
[collect]
press = "live"
contact = "https://news.example.org/about"
max_age_days = 14
allowed_networks = ["10.1.0.0/16"]
```

In the environment, write a list with commas and truth as `true` or `false`:

```sh
EVERYSIDE_SITE__PORT=8080 EVERYSIDE_COLLECT__SITEMAPS=false everyside up
```
"""


def page() -> str:
    """The whole page, a table for each section."""
    parts = [HEAD]
    for section in SECTIONS:
        parts.append(f"\n## {section}\n\n| key | default | what it does | environment |\n|---|---|---|---|\n")
        parts += [
            f"| `{key}` | `{_toml(default)}` | {_cell(help)} | `EVERYSIDE_{section.upper()}__{key.upper()}` |\n"
            for owner, key, default, help in KEYS
            if owner == section
        ]
    return "".join(parts)


def _toml(value: Any) -> str:
    """A default as one would write it in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return str(value)


def _cell(text: str) -> str:
    sentence = text[:1].upper() + text[1:]
    return sentence.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
    print(f"{FILE.name} written")
