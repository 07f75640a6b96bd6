"""The site in a thread of this process, on the address the settings name."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from everyside.adapters import registry
from everyside.pages.meaning import Meaning
from everyside.pages.progress import Progress
from everyside.records.errors import SettingsError
from everyside.stages.embed import step as embed
from everyside.wiring.house import House

STARTED_WITHIN_S = 30.0


class Site:
    """``start`` and ``stop``, or ``run`` until a signal comes."""

    def __init__(self, house: House, progress: Callable[[], Progress | None], port: int | None = None) -> None:
        settings = house.settings.site
        self._port = settings.port if port is None else port
        self._socket = _listen(settings.host, self._port)
        host, number = self._socket.getsockname()[:2]
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{number}"
        import uvicorn  # with the web framework it costs half a second, which other commands need not wait for

        from everyside.publish.web.app import create_app

        # An embedder of its own (39 MB with e5): the pipeline's is busy for seconds with a batch, and a reader waits for this one.
        meaning = Meaning(lambda: registry.make("embedder", house.settings), embed.version)
        app = create_app(house.database, house.settings, house.now, progress, meaning)
        config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=3, server_header=False)
        self._server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        self._server.run(sockets=[self._socket])

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="everyside-site", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        if self._thread:
            self._thread.join(STARTED_WITHIN_S)


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
