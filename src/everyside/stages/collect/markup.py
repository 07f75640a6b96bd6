"""XML from strangers, element by element, without what makes XML dangerous."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree

from everyside.records.errors import Permanent

_PROLOG = 65536  # characters in which a document type may stand
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE_WHOLE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_FIRST_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_NOT_XML = rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)"
_NO_TAG = rb"<(?![A-Za-z_/!?])"
_STRAY = re.compile(_NOT_XML + rb"(?:([A-Za-z][A-Za-z0-9]{1,31});)?|" + _NO_TAG)
_STRAYS = (re.compile(_NOT_XML), re.compile(_NO_TAG))  # one by one each is searched for by its first letter, 3 times as fast
_MOST_REPAIRS = 100_000  # a part; a document that needs more is none, and each costs memory
_LONG_RUN = re.compile(rb"<[^<]{16384,}")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_LONGEST_TAG = 4096  # bytes, without what stands in quotes
_CONTROLS = bytes(byte for byte in range(32) if byte not in (9, 10, 13))


def bare(text: str) -> bytes:
    """The document as UTF-8 without XML declaration, document type and the controls that XML forbids.

    Raises:
        Permanent: ``unreadable``, for a tag with thousands of attributes: libxml2 compares each with each (1 MB: 30 s).

    Without a document type there are no entities to expand: bombs and file inclusion end here, for every parser behind.
    """
    if declared := _DECLARATION.match(text, 0, 4096):
        text = text[declared.end() :]
    start = _DOCTYPE.search(text, 0, _PROLOG)
    if start and (whole := _DOCTYPE_WHOLE.match(text, start.start())):
        text = text[: whole.start()] + text[whole.end() :]
    document = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    if any(_endless(run[0]) for run in _LONG_RUN.finditer(document)):
        raise Permanent("unreadable", "a tag with thousands of attributes")
    return _entities_out(document) if any(stray.search(document) for stray in _STRAYS) else document


def _endless(run: bytes) -> bool:
    return not run.startswith(b"<!") and len(_QUOTED.sub(b"", run).partition(b">")[0]) > _LONGEST_TAG


def _entities_out(document: bytes) -> bytes:
    """HTML's named characters as themselves, lone ampersands and less-than signs escaped, outside CDATA.

    XML knows five names. At any other, a repairing parser drops the name and often the rest of the text with it.
    """
    head, *sections = document.split(b"<![CDATA[")
    repaired = [_STRAY.sub(_entity, head, _MOST_REPAIRS)]
    for section in sections:
        inside, end, after = section.partition(b"]]>")
        repaired.append(inside + end + _STRAY.sub(_entity, after, _MOST_REPAIRS))
    return b"<![CDATA[".join(repaired)


def _entity(stray: re.Match[bytes]) -> bytes:
    if stray[0] == b"<":
        return b"&lt;"
    letter = html5.get(stray[1].decode("ascii") + ";") if stray[1] else None
    return letter.replace("&", "&amp;").replace("<", "&lt;").encode() if letter else b"&amp;" + stray[0][1:]


def root_name(document: bytes) -> str:
    """Lower-case local name of the first element of ``bare`` bytes, comments and instructions skipped; "" where none is near."""
    head = document[:_PROLOG].decode("utf-8", "replace")
    at = 0
    while (at := head.find("<", at)) >= 0:
        if head.startswith("<!--", at):
            end = head.find("-->", at)
        elif head.startswith(("<?", "<!"), at):
            end = head.find(">", at)
        elif match := _FIRST_ELEMENT.match(head, at):
            return match[1].rpartition(":")[2].lower()
        else:
            end = at
        if end < 0:
            return ""
        at = end + 1
    return ""


def elements(document: bytes, tags: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """(lower-case local name, lxml element) at the end of each element whose local name is in ``tags``, bad XML repaired.

    The element is emptied once the next one is asked for, so that memory stays flat.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for at in range(0, len(document), 65536):
            parser.feed(document[at : at + 65536])
            yield from _ended(parser, tags)
        parser.close()
    except etree.XMLSyntaxError:
        pass  # recover gives up on e.g. depth over 256; what was read until then holds
    yield from _ended(parser, tags)


def _ended(parser: Any, tags: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for _, element in parser.read_events():
        name = local_name(element)
        if name in tags:
            yield name, element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]


def local_name(element: Any) -> str:
    """Lower-case name without namespace or prefix; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""
