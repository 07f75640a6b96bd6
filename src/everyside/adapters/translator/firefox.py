"""Firefox Translations models (Marian students of 17–40 MB; Bogoychev et al. 2020, doi:10.18653/v1/2020.ngt-1.26) by fxtranslate.

Models come from a folder and from nowhere else. Where no model leads straight from one language to the other, two do by way of
English. The work is done in processes, started on first use: see ``worker``.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from everyside.adapters.translator.models import models_in, routes
from everyside.records.errors import SettingsError, Transient
from everyside.settings import Settings

MAX_CHARACTERS = 2000  # longer texts are left alone: the engine takes 1 s for 1,000 characters it knows nothing of
CHUNK = 8  # texts sent at once: a quarter of a second's work
PATIENCE_S = 60.0  # for the answer to a chunk; eight of the worst texts take 15 s
OTHER_NAMES = {"no": "nb"}  # what articles call a language → what models do


class _Worker:
    """A process, started when it is first asked and again when it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answered = False

    def ask(self, request: bytes) -> bytes:
        """The answer's line; empty where the process died of it or took too long.

        Raises:
            Transient: the process cannot be started, or ends before it has ever answered.
        """
        if self._process is None or self._process.poll() is not None:
            self.end()
            code = "from everyside.adapters.translator.worker import main; main()"
            command = [sys.executable, "-P", "-W", "ignore", "-c", code]  # -P: the working directory is no place to import from
            try:
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            except OSError as error:
                raise Transient("translator-down", f"a process that translates cannot be started: {error}") from error
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        alarm = threading.Timer(PATIENCE_S, process.kill)
        alarm.start()
        line = b""
        try:
            with suppress(OSError):
                process.stdin.write(request + b"\n")
                process.stdin.flush()
                line = process.stdout.readline()
        finally:
            alarm.cancel()
        if not line.endswith(b"\n"):
            self.end()
            if not self._answered:
                raise Transient("translator-down", "the process that translates ended before its first answer")
            return b""
        self._answered = True
        return line

    def end(self) -> None:
        if self._process:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    with suppress(OSError):
                        pipe.close()
            self._process.wait()
            self._process = None


class FirefoxTranslator:
    def __init__(self, folder: Path, workers: int = 0) -> None:
        self.id = f"firefox-{_version()}"
        self._folder = folder.absolute()
        self._routes = routes(models_in(self._folder))
        self._size = workers or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
        self._workers = [_Worker() for _ in range(self._size)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], str]:
        found = {pair: "+".join((self.id, *(model.digest for model in route))) for pair, route in self._routes.items()}
        named = dict(found)
        for name, model in OTHER_NAMES.items():
            for (source, target), id in found.items():
                if model in (source, target):
                    named[name if source == model else source, name if target == model else target] = id
        return MappingProxyType(named)

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str | None]:
        route = self._routes[OTHER_NAMES.get(source, source), OTHER_NAMES.get(target, target)]
        legs = [(model.source, model.target) for model in route]
        fit = [at for at, text in enumerate(texts) if text.strip() and len(text) <= MAX_CHARACTERS]
        # An even share for each process, and a long text does not wait behind many.
        size = max(1, min(CHUNK, -(-len(fit) // (2 * self._size))))
        chunks = [fit[start : start + size] for start in range(0, len(fit), size)]
        out: list[str | None] = ["" if not text.strip() else None for text in texts]
        if not chunks:
            return out
        with ThreadPoolExecutor(min(self._size, len(chunks)), thread_name_prefix="translate") as threads:
            answers = threads.map(lambda chunk: self._ask(legs, [texts[at] for at in chunk]), chunks)
            for at, answer in zip(fit, chain.from_iterable(answers), strict=True):
                out[at] = answer
        return out

    def _ask(self, route: list[tuple[str, str]], texts: list[str]) -> list[str | None]:
        sound = [text.encode("utf-8", "replace").decode().replace("\0", " ") for text in texts]
        request = json.dumps({"folder": str(self._folder), "route": route, "texts": sound}).encode()
        worker = self._idle.get()
        try:
            line = worker.ask(request)
        finally:
            self._idle.put(worker)
        if not line:  # one of them is deadly: the others are not to suffer for it
            return [None] if len(texts) == 1 else [self._ask(route, [text])[0] for text in texts]
        answer = json.loads(line)
        if "error" in answer:
            raise Transient("model-unusable", answer["error"])
        given: list[str | None] = answer["texts"]
        return given

    def close(self) -> None:
        for worker in self._workers:
            worker.end()


def _version() -> str:
    try:
        return version("fxtranslate")
    except PackageNotFoundError:
        return ""


def make(settings: Settings) -> FirefoxTranslator:
    """
    Raises:
        SettingsError: there are models, but not the library that reads them.
    """
    folder = Path(settings.translate.models)
    if not _version() and models_in(folder):
        raise SettingsError(
            f'{folder} holds translation models, but fxtranslate is not installed: run pip install "everyside[translate]", '
            'or set parts.translator = "plain"'
        )
    return FirefoxTranslator(folder, settings.translate.workers)
