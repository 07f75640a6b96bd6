"""Bytes of a web page to text, whatever their encoding.

Order: byte order mark, then UTF-8 where the bytes are valid UTF-8, then the charset of the HTTP header, then the page's own
``<meta charset>``, then a guess. Valid UTF-8 goes before the declarations because servers that declare Latin-1 for UTF-8 are
common and other text that happens to be valid UTF-8 is not. Labels are read as browsers read them (WHATWG Encoding Standard:
latin1 is windows-1252, gb2312 and gbk are gb18030, euc-kr is cp949, shift_jis is cp932).
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LABELS = {  # spellings that neither w3lib nor Python knows, or reads otherwise than browsers do
    "x-gbk": "gb18030",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso8859_8",
    "x-mac-cyrillic": "mac_cyrillic",
    "cp-1251": "cp1251",
    "cp-1252": "cp1252",
    "unicode": "utf-8",
    "utf-16": "utf-8",  # without a mark, in a page whose <meta> could be read as ASCII
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_STATEFUL = {"iso2022_jp", "iso2022_kr", "hz"}  # all ASCII bytes, so always valid UTF-8 as well
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.IGNORECASE
)
_TAG_EDGE = re.compile(rb"[<>]")
# What browsers know; a guesser left alone takes Mac and DOS code pages for their cousins.
_CODECS = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6"
    " iso8859_7 iso8859_8 iso8859_10 iso8859_13 iso8859_15 iso8859_16 koi8_r koi8_u gb18030 big5hkscs cp932 euc_jp cp949"
)
_ON_THE_WEB = _CODECS.split()
MAX_BROKEN = 0.01  # share of undecodable characters up to which a declaration is believed
_SAMPLE = 16_384  # bytes the guesser reads; it is 30 times slower than decoding


def decode(body: bytes, content_type: str = "") -> str:
    """The text of ``body``. Never raises; what cannot be decoded becomes U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = declared_encodings(body, content_type)
    if not (declared and declared[0] in _STATEFUL):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    best, least = "", 1.0
    for encoding in declared:
        text = _decode(body, encoding)
        broken = text.count("\ufffd") / _beyond_ascii(text)
        if text.count("\ufffd") <= MAX_BROKEN * len(text) and broken <= 0.2:
            return text
        if broken < least:
            best, least = text, broken
    guess = _guess(body)
    if guess:
        text = _decode(body, guess)
        if text.count("\ufffd") / _beyond_ascii(text) < least:
            return text
    return best or body.decode("utf-8", "replace")


def declared_encodings(body: bytes, content_type: str) -> list[str]:
    """Python codec names that the header and the first 4 KB of the page declare, in that order."""
    found: list[str] = []
    if header := _HTTP_CHARSET.search(content_type[:500]):
        found.append(header[1])
    if meta := _META_CHARSET.search(body[:4096]):
        found.append(meta[1].decode("ascii"))
    return list(dict.fromkeys(name for name in map(_codec, found) if name))


def _codec(label: str) -> str | None:
    from w3lib.encoding import resolve_encoding

    name = _LABELS.get(label.lower()) or resolve_encoding(label.lower())
    if not name:
        return None
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    # base64, rot13, idna and their like are Python's, not the web's
    return info.name if getattr(info, "_is_text_encoding", True) and info.name not in ("idna", "punycode", "utf-7") else None


def _decode(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "replace")
    except (UnicodeError, LookupError):  # some codecs give up in spite of "replace"
        return "\ufffd" * max(1, len(body))


def _beyond_ascii(text: str) -> int:
    return max(1, len(text) - len(text.encode("ascii", "ignore")))


def _guess(body: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # whole runs between tags: a character cut in half would rule its encoding out
    sample = b""
    for run in _TAG_EDGE.split(body[: 1 << 19]):
        if not run.isascii():
            sample += run + b" "
            if len(sample) >= _SAMPLE:
                break
    sample = sample[: 1 << 16]
    match = from_bytes(sample, cp_isolation=_ON_THE_WEB).best() if sample else None
    return _codec(match.encoding.replace("_", "-")) or match.encoding if match else None
