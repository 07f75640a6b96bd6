"""A model behind a service, over real HTTP: what a service can do wrong ends in a named failure, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from everyside.adapters.writer.openai import OpenAIWriter
from everyside.ports import Completion, Prompt
from everyside.records.errors import Failure, Permanent, SettingsError, Transient
from everyside.settings import WriteSettings
from tests.scripted_service import KEY, Asked, Script, service

PROMPT = Prompt(system="Write.", user="[]", schema={"type": "object"}, max_tokens=50)
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def say(text: str = '{"ok": true}') -> Script:
    return lambda asked: asked.say(text)


def status(code: int, **headers: str) -> Script:
    return lambda asked: asked.send(code, b'{"error": "the key sk-secret-of-the-test and an article"}', **headers)


def fails(*script: Script, **changes: float) -> tuple[Failure, int]:
    with service(*script) as answering:
        writer = OpenAIWriter(answering.settings(**changes), chance=lambda: 0.0, now=lambda: NOW)
        with pytest.raises(Failure) as raised:
            writer.complete(PROMPT)
        return raised.value, len(answering.asked)


def test_a_question_is_put_once_with_schema_key_and_bounds() -> None:
    with service(say()) as answering:
        writer = OpenAIWriter(answering.settings())
        assert writer.complete(PROMPT) == Completion(text='{"ok": true}', tokens_in=100, tokens_out=20)
        (asked,) = answering.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.json["model"] == "fiction-1"
    assert asked.json["temperature"] == 0
    assert asked.json["max_tokens"] == 50
    assert asked.json["stream"] is False
    assert asked.json["response_format"]["json_schema"]["schema"] == {"type": "object"}
    assert "fiction-1" in writer.id


def test_a_failing_or_busy_service_is_asked_again() -> None:
    with service(status(500), status(429, Retry_After="1"), say()) as answering:
        began = time.monotonic()
        assert OpenAIWriter(answering.settings(), chance=lambda: 0.0).complete(PROMPT).text == '{"ok": true}'
        assert len(answering.asked) == 3
        assert time.monotonic() - began >= 1.5


@pytest.mark.parametrize("said", ["600", "Mon, 02 Mar 2026 12:10:00 GMT"])
def test_a_service_that_is_busy_for_longer_says_until_when(said: str) -> None:
    failure, asked = fails(status(429, Retry_After=said))
    assert isinstance(failure, Transient)
    assert (failure.outcome, failure.retry_after, asked) == ("writer-busy", 600.0, 1)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (401, "writer-refused"),
        (403, "writer-refused"),
        (404, "writer-not-found"),
        (413, "writer-rejected"),
        (302, "writer-redirected"),
    ],
)
def test_what_no_second_try_would_change_is_not_tried_again(code: int, outcome: str) -> None:
    failure, asked = fails(status(code, Location="http://127.0.0.1:9/elsewhere"))
    assert isinstance(failure, Permanent)
    assert (failure.outcome, asked) == (outcome, 1)
    assert KEY not in f"{failure!r} {failure} {failure.detail}"


def test_a_service_that_knows_no_schema_is_asked_without_one_from_then_on() -> None:
    def picky(asked: Asked) -> None:
        if "response_format" in asked.json:
            asked.send(400, b"{}")
        else:
            asked.say("```json\n{}\n```")

    with service(picky) as answering:
        writer = OpenAIWriter(answering.settings())
        assert writer.complete(PROMPT).text.startswith("```")
        writer.complete(PROMPT)
        assert ["response_format" in asked.json for asked in answering.asked] == [True, False, False]


def test_a_model_that_takes_no_temperature_is_asked_without_one() -> None:
    def reasoning(asked: Asked) -> None:
        if "temperature" in asked.json:
            asked.send(400, b"{}")
        else:
            asked.say("{}")

    with service(reasoning) as answering:
        assert OpenAIWriter(answering.settings()).complete(PROMPT).text == "{}"
        assert answering.asked[-1].json["max_completion_tokens"] > 50


def test_a_question_that_is_never_understood_is_permanent() -> None:
    failure, asked = fails(status(400))
    assert (failure.outcome, asked) == ("writer-rejected", 3)


def hang(asked: Asked) -> None:
    asked.over.wait(20)


def drip(asked: Asked) -> None:
    asked.begin()
    while asked.write(b" ") and not asked.over.wait(0.05):
        pass


@pytest.mark.parametrize("script", [hang, drip])
def test_a_service_that_hangs_or_drips_is_given_up_in_time(script: Script) -> None:
    began = time.monotonic()
    failure, _ = fails(script, timeout_s=0.6)
    assert failure.outcome == "writer-timeout"
    assert time.monotonic() - began < 3


def stream(asked: Asked) -> None:
    asked.begin("text/event-stream")
    while asked.write(b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n') and not asked.over.wait(0.02):
        pass


def endless(asked: Asked) -> None:
    asked.begin()
    while asked.write(b"x" * 65536) and not asked.over.is_set():
        pass


def huge(asked: Asked) -> None:
    asked.handler.send_response(200)
    asked.handler.send_header("Content-Length", str(100 << 20))
    asked.handler.end_headers()
    while asked.write(b"x" * 65536) and not asked.over.is_set():
        pass


def text(body: bytes) -> Script:
    return lambda asked: asked.send(200, body)


@pytest.mark.parametrize(
    "script",
    [
        stream,
        endless,
        huge,
        text(b""),
        text(b"<html>Welcome</html>"),
        text(b'{"choices": [{"message": {"content": "half'),
        text(b'{"choices": []}'),
        text(b'{"choices": [{"message": {"content": 7}}]}'),
        text(b'{"error": "out of memory"}'),
        text(b"[" * 100_000),
        text(b"\xff\xfe\x00"),
        lambda asked: asked.say("{", finish_reason="length"),
    ],
    ids=["stream", "endless", "100 MB", "empty", "html", "half", "no choice", "number", "error", "deep", "binary", "cut"],
)
def test_garbage_is_named_and_asked_for_once(script: Callable[[Asked], None]) -> None:
    failure, asked = fails(script)
    assert isinstance(failure, Transient)
    assert (failure.outcome, asked) == ("writer-garbage", 1)


@pytest.mark.parametrize("usage", [None, "many", {"prompt_tokens": -5}, {"prompt_tokens": 10**30}, {"prompt_tokens": True}])
def test_counts_that_cannot_be_are_estimated(usage: object) -> None:
    with service(lambda asked: asked.say("x" * 30, usage=usage)) as answering:
        answer = OpenAIWriter(answering.settings()).complete(PROMPT)
    assert (answer.tokens_in, answer.tokens_out) == (PROMPT.tokens, 10)


def test_a_service_that_is_not_there_is_named_without_its_key() -> None:
    failure, _ = fails(hang, url="http://127.0.0.1:9/v1", timeout_s=0.7)  # type: ignore[arg-type]
    assert failure.outcome == "writer-down"
    assert KEY not in str(failure)


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": ""},
        {"url": "ftp://127.0.0.1/v1"},
        {"url": "http://user:word@127.0.0.1/v1"},
        {"url": "http://127.0.0.1/v1?key=1"},
        {"model": ""},
        {"model": "a\nb"},
        {"key": "one\r\nX-Other: two"},
    ],
)
def test_settings_that_cannot_be_used_are_refused_without_showing_the_key(wrong: dict[str, str]) -> None:
    given = {"url": "http://127.0.0.1:9/v1", "model": "m", "key": KEY} | wrong
    with pytest.raises(SettingsError) as raised:
        OpenAIWriter(WriteSettings(**given))  # type: ignore[arg-type]
    assert KEY not in str(raised.value)
    assert "word" not in str(raised.value) or "one word" in str(raised.value)
    assert KEY not in repr(WriteSettings(key=KEY))
