"""The command line in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from everyside import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call_everyside(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """``call_everyside("stories", "-n", "3")``: exit code, what it said, what it complained of."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["everyside", *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        said, complained = capfdbinary.readouterr()
        return code, said.decode(), complained.decode()

    return call
