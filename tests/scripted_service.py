"""A service that speaks chat completions on 127.0.0.1 and does what the test tells it, question by question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from everyside.settings import WriteSettings

Script = Callable[["Asked"], None]
KEY = "sk-secret-of-the-test"


class Asked:
    """A question, and the means to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes, over: Event) -> None:
        self.handler = handler
        self.path = handler.path
        self.headers = handler.headers
        self.json: dict[str, Any] = json.loads(body)
        self.over = over

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """The numbered sentences it was shown."""
        user: str = self.json["messages"][1]["content"]
        found: list[dict[str, Any]] = json.loads(user[user.index("[") : user.rindex("]") + 1])
        return found

    def send(self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.write(body)

    def write(self, body: bytes) -> bool:
        """Whether anybody still listens."""
        try:
            self.handler.wfile.write(body)
            self.handler.wfile.flush()
        except OSError:
            return False
        return True

    def begin(self, kind: str = "application/json") -> None:
        """Of an answer whose end is not announced."""
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", kind)
        self.handler.end_headers()

    def say(self, text: str, **more: Any) -> None:
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": more.pop("finish_reason", "stop")}
        self.send(200, json.dumps({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 20}} | more).encode())


class Service:
    """``asked``: all questions so far. The script's last line answers all questions after it."""

    def __init__(self, *script: Script) -> None:
        self.script = list(script)
        self.asked: list[Asked] = []
        self._over = Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = Asked(self, self.rfile.read(int(self.headers["Content-Length"])), service._over)
                service.asked.append(asked)
                with suppress(OSError):
                    service.script[min(len(service.asked), len(service.script)) - 1](asked)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def settings(self, **changes: Any) -> WriteSettings:
        given: dict[str, Any] = {
            "url": f"http://127.0.0.1:{self._server.server_port}/v1",
            "model": "fiction-1",
            "key": KEY,
            "timeout_s": 5.0,
        }
        return WriteSettings(**given | changes)

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def service(*script: Script) -> Iterator[Service]:
    made = Service(*script)
    try:
        yield made
    finally:
        made.close()
