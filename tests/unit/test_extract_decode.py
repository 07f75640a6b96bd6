"""Bytes to text, whatever the encoding and whatever is claimed of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.extract.decode import decode

SAMPLES = {
    "windows-1251": "Паром сел на мель у входа в порт, все пассажиры спасены.",
    "windows-1252": "Die Fähre lief auf Grund – „alle sind in Sicherheit“, sagte der Bürgermeister.",
    "iso-8859-2": "Prom osiadł na mieliźnie, pasażerowie są bezpieczni, żadnych rannych.",
    "windows-1254": "Feribot karaya oturdu, yolcuların hepsi güvende, ağır yaralı yok.",
    "windows-1256": "جنحت العبارة عند مدخل الميناء وجميع الركاب بخير",
    "shift_jis": "フェリーが港の入り口で座礁し、乗客は全員無事だった。",
    "euc-jp": "フェリーが港の入り口で座礁し、乗客は全員無事だった。",
    "iso-2022-jp": "フェリーが港の入り口で座礁し、乗客は全員無事だった。",
    "gb18030": "渡轮在港口入口处搁浅，所有乘客安全。",
    "big5": "渡輪在港口入口處擱淺，所有乘客安全。",
    "euc-kr": "여객선이 항구 입구에서 좌초했지만 승객은 모두 무사하다.",
    "utf-8": "Паром — フェリー — Fähre",
}


def page(text: str, charset: str, declared: str | None = None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(charset)


@pytest.mark.parametrize("charset", SAMPLES)
def test_the_header_names_the_encoding(charset: str) -> None:
    assert SAMPLES[charset] in decode(page(SAMPLES[charset], charset), f"text/html; charset={charset}")


@pytest.mark.parametrize("charset", SAMPLES)
def test_the_page_names_the_encoding(charset: str) -> None:
    assert SAMPLES[charset] in decode(page(SAMPLES[charset], charset, charset), "text/html")


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "shift_jis", "nonsense", "base64", "rot13", "idna", "utf-16"])
def test_valid_utf8_is_utf8_whatever_is_claimed(declared: str) -> None:
    assert SAMPLES["utf-8"] in decode(page(SAMPLES["utf-8"], "utf-8", declared), f"text/html; charset={declared}")


@pytest.mark.parametrize(
    ("declared", "real"), [("latin1", "windows-1252"), ("gb2312", "gb18030"), ("x-sjis", "cp932"), ("ks_c_5601-1987", "cp949")]
)
def test_labels_mean_what_browsers_take_them_for(declared: str, real: str) -> None:
    text = {"windows-1252": "„Fähre“ – 5 €", "gb18030": "渡轮在港口搁浅镕", "cp932": "フェリー①髙", "cp949": "여객선 똠방각하"}[
        real
    ]
    assert text in decode(page(text, real, declared))


def test_the_header_gives_way_where_the_bytes_contradict_it() -> None:
    text = SAMPLES["shift_jis"] * 5
    assert text in decode(page(text, "shift_jis", "shift_jis"), "text/html; charset=utf-8")


@pytest.mark.parametrize("charset", ["windows-1251", "windows-1256", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"])
def test_an_undeclared_encoding_is_guessed(charset: str) -> None:
    text = SAMPLES[charset] * 5
    assert text in decode(page(text, charset))


def test_marks_decide() -> None:
    assert decode("\ufeffFähre".encode("utf-16-le"), "text/html; charset=latin1") == "Fähre"
    assert decode("Fähre".encode("utf-8-sig")) == "Fähre"


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    body = page("Fähre " * 100, "utf-8", "utf-8").replace(b"</p>", b"\xff</p>")
    assert "Fähre Fähre" in decode(body)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-7", "text/html; charset=hz", "x; charset=utf-16", "é"])
)
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)
