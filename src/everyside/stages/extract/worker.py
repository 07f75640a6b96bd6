"""What runs in a worker process of the extraction pool: read a job, extract, answer, until the pipe ends.

Frames on standard input and output are a 4-byte big-endian length and MessagePack, not pickles: a worker that a page has
taken over can at worst give a wrong text. A page that takes too long ends the process by SIGALRM's default action, which works
inside C loops where no Python handler would ever run. When the parent dies, however it dies, its end of the pipe closes and
the worker ends after the page at hand.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

import msgspec

from everyside.records.errors import Failure
from everyside.stages.extract.core import Extracted, extract

RESET_EVERY = 500  # pages after which the libraries' caches are emptied, so that memory stays flat
READY = bytes(4)  # an empty frame: all is imported, jobs may come


class Job(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One page and/or a feed's content to extract. ``key`` is the caller's own name for it."""

    key: str
    url: str
    body: bytes = b""
    content_type: str = ""
    content: str = ""  # HTML a feed carries
    title: str = ""  # the feed's title, for content without a page


class Answer(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """``outcome`` is empty where ``extracted`` is given."""

    extracted: Extracted | None = None
    outcome: str = ""
    detail: str = ""


def work(job: Job) -> Answer:
    """Extract one job; whatever goes wrong becomes an outcome."""
    try:
        found = extract(job.body, job.url, job.content_type, job.content, job.title)
        return Answer(extracted=found)
    except Failure as failure:
        return Answer(outcome=failure.outcome, detail=failure.detail)
    except MemoryError:
        return Answer(outcome="too-large", detail="it needs more memory than a worker may take")
    except Exception as error:  # hostile bytes in third-party parsers; one page must not stop the others
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
        return Answer(outcome="crashed", detail=f"{type(error).__name__}{where}: {error}"[:500])


def main(seconds: float, memory: int) -> None:
    """Serve standard input until it ends. ``seconds`` and ``memory`` (bytes) are what one page may take."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # whatever a library reads or prints must not mix with the frames
        os.dup2(null, descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent closes us in order
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _warm()
    _cap_memory(memory)
    decoder, encoder = msgspec.msgpack.Decoder(Job), msgspec.msgpack.Encoder()
    sink.write(READY)
    done = 0
    while (frame := _read(source)) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = work(decoder.decode(frame))
        signal.setitimer(signal.ITIMER_REAL, 0)
        reply = encoder.encode(answer)
        _write(sink, len(reply).to_bytes(4, "big") + reply)
        done += 1
        if done % RESET_EVERY == 0:
            _forget()


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "big")
    frame = source.read(size)
    return frame if len(frame) == size else None


def _write(sink: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    try:
        while view:
            view = view[sink.write(view) :]
    except BrokenPipeError:  # the parent is gone
        os._exit(0)


def _warm() -> None:
    """Import and load all that a page may need, so that no page pays for it with its own time."""
    page = (
        "<html><head><title>Warm</title></head><body><article>"
        + "<p>The harbour was calm this morning.</p>" * 40
        + "</article></body></html>"
    )
    extract(page.encode(), "http://warm.example/a")
    extract("<html><body><p>Grüße aus dem Süden, schöne Bäume</p></body></html>".encode("cp1252"), "http://warm.example/b")


def _cap_memory(memory: int) -> None:
    if not memory or sys.platform != "linux":  # elsewhere the address space is not what it says
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as statm:
        taken = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = taken + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _forget() -> None:
    from trafilatura.meta import reset_caches

    reset_caches()
