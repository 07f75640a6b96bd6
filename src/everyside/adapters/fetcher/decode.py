"""Bodies back to bytes: bounded streaming decompression of whatever a server really sent.

Labels lie, so magic numbers decide where there are any (gzip, zstd): a plain body that calls itself gzip passes as it is,
and a ``.gz`` file without a Content-Encoding is opened. Nothing is ever expanded by more than ``STEP`` bytes at a time,
and the count stops at ``max_bytes``, so a bomb costs no more memory than an honest body of that size.

Sources: RFC 1950–1952 (zlib, deflate, gzip), 7932 (brotli), 8878 and 9659 (zstd, window at most 8 MiB), 9110 §8.4.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STEP = 128 << 10
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_HEAD = 4
_ZSTD_WINDOW_LOG = 23  # RFC 9659
_MOST_CODINGS = 3
_RETAINED = 64 << 10


class TooLarge(Exception):
    """More than ``max_bytes`` after decompression."""


class BadEncoding(Exception):
    """The body is not what its label or its first bytes say."""


class _Layer(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def finish(self) -> Iterator[bytes]: ...


class Body:
    """Takes a body piece by piece: ``feed`` each, then ``finish`` for the whole, decompressed.

    Raises:
        TooLarge: from ``feed`` or ``finish``; with ``cut`` the body is cut at ``max_bytes`` and ``full`` is set instead.
        BadEncoding: from ``feed`` or ``finish``.
    """

    def __init__(self, content_encoding: str, max_bytes: int, *, cut: bool = False) -> None:
        self._layers: list[_Layer] = _layers(content_encoding)
        self._max_bytes = max_bytes
        self._cut = cut
        self._parts: list[bytes] = []
        self._size = 0
        self.full = False

    def feed(self, data: bytes) -> None:
        self._push(0, data)

    def finish(self) -> bytes:
        if not self.full:
            for at, layer in enumerate(self._layers):
                for piece in layer.finish():
                    self._push(at + 1, piece)
        return b"".join(self._parts)

    def _push(self, at: int, data: bytes) -> None:
        if at < len(self._layers):
            for piece in self._layers[at].feed(data):
                self._push(at + 1, piece)
                if self.full:
                    return
            return
        room = self._max_bytes - self._size
        if len(data) > room:
            if not self._cut:
                raise TooLarge
            data, self.full = data[:room], True
        self._size += len(data)
        self._parts.append(data)


def _layers(content_encoding: str) -> list[_Layer]:
    labels = [label.strip().lower() for label in content_encoding.split(",")]
    labels = [label for label in labels if label and label != "identity"]
    if len(labels) > _MOST_CODINGS:
        raise BadEncoding(f"{len(labels)} codings on top of each other")
    layers: list[_Layer] = []
    for label in reversed(labels):
        if label in ("gzip", "x-gzip", "zstd"):
            layers.append(_Sniff())
        elif label == "deflate":
            layers.append(_Trial(_Deflate))
        elif label == "br":
            layers.append(_Trial(_Brotli))
        else:  # "utf-8", "none" and the like stand here on real servers
            layers.append(_Sniff(unknown=label))
    layers.append(_Sniff())  # a .gz file, with or without a coding around it
    return layers


def _looks_like_text(head: bytes) -> bool:
    return head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or not any(
        byte < 9 or 13 < byte < 32 for byte in head[:512]
    )


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> Iterator[bytes]:
        return iter(())


class _Sniff:
    """gzip or zstd if the first bytes say so, else as it is."""

    def __init__(self, unknown: str = "") -> None:
        self._unknown = unknown
        self._head = b""
        self._chosen: _Layer | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._chosen is None:
            self._head += data
            if len(self._head) < _HEAD:
                return
            data, self._head = self._head, b""
            self._chosen = self._choose(data)
        yield from self._chosen.feed(data)

    def finish(self) -> Iterator[bytes]:
        if self._chosen is None:
            if self._head:
                yield self._head
        else:
            yield from self._chosen.finish()

    def _choose(self, head: bytes) -> _Layer:
        if head.startswith(_GZIP):
            return _Gzip()
        if head.startswith(_ZSTD):
            return _Zstd()
        if self._unknown and not _looks_like_text(head):
            raise BadEncoding(f"unknown content coding {self._unknown[:40]!r}")
        return _Plain()


class _Trial:
    """A coding without magic number: if it yields nothing before it fails and the body is text, the body was plain."""

    def __init__(self, make: Callable[[], _Layer]) -> None:
        self._layer: _Layer = make()
        self._kept: bytes | None = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._kept is not None and len(self._kept) < _RETAINED:
            self._kept += data
        try:
            for piece in self._layer.feed(data):
                self._kept = None
                yield piece
        except BadEncoding:
            yield from self._as_plain()

    def finish(self) -> Iterator[bytes]:
        try:
            yield from self._layer.finish()
        except BadEncoding:
            yield from self._as_plain()

    def _as_plain(self) -> Iterator[bytes]:
        if not self._kept or not _looks_like_text(self._kept):
            raise BadEncoding("the body cannot be decompressed")
        kept, self._kept = self._kept, None
        self._layer = _Plain()
        yield kept


class _Gzip:
    """One or more gzip members; what follows the last and is none (padding, junk) is left out."""

    def __init__(self) -> None:
        self._member: Any = zlib.decompressobj(31)
        self._members = 0
        self._between: bytes | None = None  # first bytes after a member, until they tell what they are
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._over:
            if self._between is not None:
                self._between += data
                if len(self._between) < len(_GZIP):
                    return
                data, self._between = self._between, None
                if not data.startswith(_GZIP):
                    self._over = True
                    return
                self._member = zlib.decompressobj(31)
            try:
                piece = self._member.decompress(data, STEP)
            except zlib.error as error:
                if self._members:
                    self._over = True
                    return
                raise BadEncoding(str(error)) from error
            if piece:
                yield piece
            data = self._member.unconsumed_tail
            if self._member.eof:
                self._members += 1
                data, self._between = self._member.unused_data, b""

    def finish(self) -> Iterator[bytes]:
        if not self._over and self._between is None:
            # zlib may hold output back although all input is eaten.
            while piece := self._member.decompress(b"", STEP):
                yield piece
            if not self._member.eof:
                raise BadEncoding("the compressed body ends early")


class _Deflate:
    """zlib as the standard says, or the raw deflate that some servers send."""

    def __init__(self) -> None:
        self._head = b""
        self._stream: Any = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return
            data, self._head = self._head, b""
            wrapped = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(15 if wrapped else -15)
        while data and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, STEP)
            except zlib.error as error:
                raise BadEncoding(str(error)) from error
            if piece:
                yield piece
            data = self._stream.unconsumed_tail

    def finish(self) -> Iterator[bytes]:
        if self._stream is not None:
            while piece := self._stream.decompress(b"", STEP):
                yield piece
        if self._head or (self._stream is not None and not self._stream.eof):
            raise BadEncoding("the compressed body ends early")


class _Brotli:
    def __init__(self) -> None:
        self._stream: Any = brotli.Decompressor()
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(data)
        while not self._stream.is_finished():
            try:
                piece = self._stream.process(data, output_buffer_limit=STEP)
            except brotli.error as error:
                raise BadEncoding("not brotli") from error
            data = b""
            if piece:
                yield piece
            if self._stream.can_accept_more_data():
                return

    def finish(self) -> Iterator[bytes]:
        if self._fed and not self._stream.is_finished():
            raise BadEncoding("the compressed body ends early")
        return iter(())


class _Zstd:
    """One or more frames; junk after the last is left out."""

    def __init__(self) -> None:
        self._frame = self._new()
        self._between: bytes | None = None
        self._over = False

    @staticmethod
    def _new() -> Any:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._over:
            if self._between is not None:
                self._between += data
                if len(self._between) < len(_ZSTD):
                    return
                data, self._between = self._between, None
                if not data.startswith(_ZSTD):
                    self._over = True
                    return
                self._frame = self._new()
            try:
                piece = self._frame.decompress(data, STEP)
            except zstd.ZstdError as error:
                raise BadEncoding(str(error)) from error
            data = b""
            if piece:
                yield piece
            if self._frame.eof:
                data, self._between = self._frame.unused_data, b""
            elif self._frame.needs_input:
                return

    def finish(self) -> Iterator[bytes]:
        if not self._over and self._between is None:
            raise BadEncoding("the compressed body ends early")
        return iter(())
