"""The site on the address the settings name: in a thread of this process, or in several processes of its own."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from everyside.adapters import registry
from everyside.pages.meaning import Meaning
from everyside.pages.progress import Progress
from everyside.records.errors import SettingsError
from everyside.settings import Settings
from everyside.stages.embed import step as embed
from everyside.wiring.house import House

if TYPE_CHECKING:
    from fastapi import FastAPI

STARTED_WITHIN_S = 30.0
SERVED: dict[str, Any] = {"log_level": "error", "access_log": False, "timeout_graceful_shutdown": 3, "server_header": False}


class Site:
    """``start`` and ``stop``, or ``run`` or ``run_in`` until a signal comes."""

    def __init__(self, house: House, progress: Callable[[], Progress | None], port: int | None = None) -> None:
        settings = house.settings.site
        self._port = settings.port if port is None else port
        self._socket = _listen(settings.host, self._port)
        host, number = self._socket.getsockname()[:2]
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{number}"
        import uvicorn  # with the web framework it costs half a second, which other commands need not wait for

        self._settings = house.settings
        self._server = uvicorn.Server(uvicorn.Config(partial(_application, house, progress), factory=True, **SERVED))
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        self._server.run(sockets=[self._socket])

    def run_in(self, processes: int) -> None:
        """In as many processes, each with its own connections, kept pages and vectors; one that dies is started again."""
        import uvicorn
        from uvicorn.supervisors import Multiprocess

        config = uvicorn.Config(partial(_in_a_process, self._settings), factory=True, workers=processes, **SERVED)
        Multiprocess(config, [self._socket]).run()

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="everyside-site", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        if self._thread:
            self._thread.join(STARTED_WITHIN_S)


def _application(house: House, progress: Callable[[], Progress | None]) -> FastAPI:
    from everyside.publish.web.app import create_app

    threading.Thread(target=_warm, name="everyside-site-warm", daemon=True).start()
    # An embedder of its own (39 MB with e5): the pipeline's is busy for seconds with a batch, and a reader waits for this one.
    meaning = Meaning(lambda: registry.make("embedder", house.settings), embed.version)
    return create_app(house.database, house.settings, house.now, progress, meaning)


def _warm() -> None:
    """What the first reader would wait .7 s for: templates are compiled, the fonts of the machine looked through."""
    from everyside.publish.card import drawing
    from everyside.publish.web import rendering

    rendering.compile_templates()
    drawing.available()


def _in_a_process(settings: Settings) -> FastAPI:
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    return _application(House(settings), lambda: None)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
        return listening
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port or site.port"
        ) from error
