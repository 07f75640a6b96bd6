"""Every kind of page that a reader comes to by following links."""

from __future__ import annotations

import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2

_HREF = re.compile(r'<a [^>]*?href="(/[^"]*)"')
OF_A_KIND = 3  # pages of one kind that are read
BESIDE = (
    "/search?q=harbour",
    "/search?q=",
    "/lookup",
    "/operator",
    "/nowhere",
    "/story/000000000000",
    "/?page=x",
)  # no link leads there


def crawl(site: httpx2.Client, most: int = 120) -> dict[str, str]:
    """Address → HTML, from the front page on; of each kind of address the first few."""
    waiting, seen, kinds = deque(["/", *BESIDE]), set[str](), Counter[str]()
    read: dict[str, str] = {}
    while waiting and len(read) < most:
        path = waiting.popleft()
        if path in seen or kinds[kind(path)] >= OF_A_KIND:
            continue
        seen.add(path)
        kinds[kind(path)] += 1
        answer = site.get(path, follow_redirects=True)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        read[path] = answer.text
        for link in _HREF.findall(answer.text):
            target = urljoin(path, link.replace("&amp;", "&")).partition("#")[0]
            if target not in seen:
                waiting.append(target)
    return read


def kind(path: str) -> str:
    """What is alike in addresses of one kind: the first part of the path, its depth, the names in its query."""
    parts = urlsplit(path)
    steps = parts.path.strip("/").split("/")
    asked = "&".join(sorted(name for name, _ in parse_qsl(parts.query)))
    return f"{steps[0]}/{len(steps)}/{steps[2] if len(steps) > 2 else ''}?{asked}"
