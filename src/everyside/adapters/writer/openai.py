"""A model behind any service that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp, a vendor.

One POST to ``{url}/chat/completions``; the answer is bounded in time and size, no redirect is followed, and what the service says
never gets into an error but for its status: it may repeat the key or an article.
Source: platform.openai.com/docs/api-reference/chat.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import msgspec
from yarl import URL

from everyside import __version__
from everyside.ports import Completion, Prompt, estimated_tokens
from everyside.records.errors import Failure, Permanent, SettingsError, Transient
from everyside.settings import Settings, WriteSettings

MAX_ANSWER = 1 << 20  # bytes; five bullets and their wrapping take some 3 kB
FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 20.0  # before another try; doubled each time, and up to half as much again by chance
LONGEST_WAIT_S = 86_400.0
MOST_TOKENS = 100_000_000  # more than any model reads: a larger count is a wrong one
BUSY = (429, 503, 529)
REFUSED = (401, 402, 403)
NOT_UNDERSTOOD = (400, 422)  # also said by services that do not know one of the options
# How a question may be put, the best first; a service that does not understand one is asked the next from then on.
FORMS = ("schema", "plain", "reasoning")


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Answer(msgspec.Struct):
    choices: list[_Choice]
    usage: Any = None


class OpenAIWriter:
    """``chance`` gives 0 … 1 for the spread of repeated tries; ``now`` is only for a Retry-After that names a date."""

    def __init__(
        self,
        settings: WriteSettings,
        *,
        chance: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """
        Raises:
            SettingsError: write.url, write.model or write.key cannot be used.
        """
        self.model = settings.model.strip()
        self._url = _endpoint(settings.url)
        self.id = re.sub(r"\s", "-", f"openai-1+{self.model}").encode("ascii", "replace").decode()[:120]
        if not self.model or not self.model.isprintable() or len(self.model) > 200:
            raise SettingsError("write.model must name a model of the service at write.url, e.g. llama3.1:8b")
        if settings.key and not (settings.key.isascii() and settings.key.isprintable() and " " not in settings.key):
            raise SettingsError("write.key must be one word of plain ASCII text")
        self._headers = {"User-Agent": f"Everyside/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
        if settings.key:
            self._headers["Authorization"] = f"Bearer {settings.key}"
        self._timeout_s = settings.timeout_s
        self._chance = chance
        self._now = now
        self._form = 0

    def complete(self, prompt: Prompt) -> Completion:
        return asyncio.run(self._complete(prompt))

    def close(self) -> None:
        pass  # a connection lives as long as its question: seconds of writing make reuse worthless

    async def _complete(self, prompt: Prompt) -> Completion:
        clock = asyncio.get_running_loop().time
        until = clock() + self._timeout_s
        delay, form = FIRST_DELAY_S, self._form
        async with aiohttp.ClientSession(
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),  # ours is over all tries
            auto_decompress=False,  # none was asked for, and a small answer could unpack to a huge one
        ) as session:
            while True:
                try:
                    async with asyncio.timeout_at(until):
                        answer = await self._ask(session, prompt, FORMS[form])
                    self._form = form
                    return answer
                except TimeoutError as error:
                    raise Transient("writer-timeout", f"no answer within {self._timeout_s:g} s (write.timeout_s)") from error
                except (aiohttp.ClientError, OSError) as error:
                    failure: Failure = Transient("writer-down", f"{self._url.host} cannot be asked: {type(error).__name__}")
                except _NotUnderstood as said:
                    form += 1
                    if form < len(FORMS):
                        continue
                    raise Permanent("writer-rejected", f"{said}: the service does not take this question") from said
                except Transient as error:
                    if error.outcome == "writer-garbage":
                        raise  # asked the same, it would say the same, and be paid again
                    failure = error
                wait = max(delay * (1 + self._chance() / 2), failure.retry_after or 0.0)
                if clock() + wait >= until:
                    raise failure
                await asyncio.sleep(wait)
                delay = min(2 * delay, LONGEST_DELAY_S)

    async def _ask(self, session: aiohttp.ClientSession, prompt: Prompt, form: str) -> Completion:
        asked = _question(self.model, prompt, form)
        async with session.post(self._url, json=asked, allow_redirects=False) as response:
            self._check(response)
            if response.content_type == "text/event-stream":
                raise Transient("writer-garbage", "the service streams although it was not asked to")
            body = await _bounded(response)
        return _read(body, prompt)

    def _check(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if status == 200:
            return
        if 300 <= status < 400:
            raise Permanent("writer-redirected", f"{status}: write.url leads elsewhere; write the address it leads to")
        if status in REFUSED:
            raise Permanent("writer-refused", f"{status}: the service does not accept write.key")
        if status in NOT_UNDERSTOOD:
            raise _NotUnderstood(str(status))
        if status in BUSY or status == 408:
            raise Transient(
                "writer-busy", f"{status}: the service is busy", retry_after=_retry_after(response.headers, self._now())
            )
        if status >= 500:
            raise Transient("writer-error", f"{status}: the service failed")
        if status == 404:
            raise Permanent("writer-not-found", "404: write.url is no chat service, or it has no such model as write.model")
        raise Permanent("writer-rejected", f"{status}: the service does not take this question")


class _NotUnderstood(Exception):
    """The service does not know an option it was given; its text is the status."""


def make(settings: Settings) -> OpenAIWriter:
    """
    Raises:
        SettingsError: as the writer says.
    """
    return OpenAIWriter(settings.write)


def _endpoint(text: str) -> URL:
    try:
        url = URL(text.strip().rstrip("/"))
    except ValueError as error:
        raise SettingsError("write.url is not an address") from error
    if url.scheme not in ("http", "https") or not url.host or url.user or url.password or url.query_string or url.fragment:
        raise SettingsError("write.url must be http://HOST/v1 or https://HOST/v1, without user, query and fragment")
    return url / "chat" / "completions"


def _question(model: str, prompt: Prompt, form: str) -> dict[str, Any]:
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
    asked: dict[str, Any] = {"model": model, "messages": messages, "stream": False}
    if form == "reasoning":  # models that think first take no temperature, and count their thoughts
        asked["max_completion_tokens"] = 4 * prompt.max_tokens
    else:
        asked |= {"temperature": 0, "max_tokens": prompt.max_tokens}
    if form != "plain":
        schema = {"name": "draft", "strict": True, "schema": prompt.schema}
        asked["response_format"] = {"type": "json_schema", "json_schema": schema}
    return asked


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    if (response.content_length or 0) > MAX_ANSWER:
        raise Transient("writer-garbage", f"an answer of more than {MAX_ANSWER:,} bytes")
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise Transient("writer-garbage", f"an answer of more than {MAX_ANSWER:,} bytes")
    return bytes(body)


def _read(body: bytes, prompt: Prompt) -> Completion:
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Transient("writer-garbage", "the answer is not a chat completion in JSON") from error
    if not answer.choices:
        raise Transient("writer-garbage", "the answer holds no choice")
    text = answer.choices[0].message.content or ""
    if answer.choices[0].finish_reason == "length":
        raise Transient("writer-garbage", "the answer broke off: the model says more than it may")
    used = answer.usage if isinstance(answer.usage, dict) else {}
    return Completion(
        text=text,
        tokens_in=_count(used.get("prompt_tokens"), prompt.tokens),
        tokens_out=_count(used.get("completion_tokens"), estimated_tokens(text)),
    )


def _count(said: Any, otherwise: int) -> int:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MOST_TOKENS else otherwise


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """RFC 9110, 10.2.3: seconds, or a date."""
    said = headers.get("Retry-After", "").strip()[:40]
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,3})?", said):
        return min(float(said), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_WAIT_S)
