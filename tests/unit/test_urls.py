"""Addresses: one article, one address; and nothing hostile gets through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.errors import Permanent
from everyside.stages.collect.urls import canonical_url, host_of, identity, is_inward, prefer_canonical, registered_domain


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTP://WWW.Example.COM:80/a?utm_source=rss&id=5#top", "http://www.example.com/a?id=5"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com.:8443/a", "https://example.com:8443/a"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        (" https://exam\u200bple.com/\na\tb ", "https://example.com/ab"),
        ("https://münchen.example/straße?q=ä", "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%A4"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"),
        ("https://example.com/%2e%2e/b", "https://example.com/b"),
        ("https://example.com/a?b=2&a=1&b=1", "https://example.com/a?b=2&a=1&b=1"),
        ("https://example.com/?p=12&fbclid=x&xtor=RSS-1&at_medium=y&smid=z&cmpid=k", "https://example.com/?p=12"),
        ("https://example.com/a?ref=rss&source=feed", "https://example.com/a"),
        ("https://example.com/a?ref=4711&source=reuters", "https://example.com/a?ref=4711&source=reuters"),
        ("https://example.com/a?article=1&story=2&page=3&id=4", "https://example.com/a?article=1&story=2&page=3&id=4"),
        ("https://example.com/story/amp/", "https://example.com/story"),
        ("https://example.com/story.html?amp=1&outputType=amp", "https://example.com/story.html"),
        ("https://example.com/champ", "https://example.com/champ"),
        ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a/amp/", "https://www.example.com/a"),
        ("https://www.google.com/amp/s/www.example.com/a?id=1", "https://www.example.com/a?id=1"),
        ("https://google.com/amp/s/example.com", "https://example.com/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[0:0::1]:80/", "http://[::1]/"),
        ("http://m.example.com/a", "http://m.example.com/a"),
    ],
)
def test_a_link_becomes_its_canonical_form(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical


def test_a_relative_link_is_read_against_its_base() -> None:
    assert canonical_url("../b?x=1", "http://example.com/a/feed.xml") == "http://example.com/b?x=1"
    assert canonical_url("//other.example/ok", "https://example.com/") == "https://other.example/ok"


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://", "http:///a", "https://[::1", "http://a:99999/"]
    + [
        "ftp://example.com/a",
        "http://999.999.1.1/",
        "http://exa mple.com/",
        "http://-a.example/",
        "https://e.example/" + "x" * 3000,
    ],
)
def test_what_is_no_page_is_refused_by_name(url: str) -> None:
    with pytest.raises(Permanent) as raised:
        canonical_url(url)
    assert raised.value.outcome == "bad-url"


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(max_size=40).map("http://example.com/".__add__),
        st.from_regex(r"https?://(www\.|m\.)?[a-z0-9é%.-]{1,12}\.example(:[0-9]{1,5})?/[ -~é]{0,30}(/amp/?)?", fullmatch=True),
        st.lists(
            st.sampled_from(["%2e", "%2E", "..", ".", "/", "amp", "a", "?", "&", "amp=1", "utm_x=1", "%", "#", ";", "\\"])
        ).map(lambda parts: "https://example.com/" + "".join(parts)),
    )
)
def test_canonicalising_twice_changes_nothing_and_only_bad_url_is_raised(url: str) -> None:
    try:
        once = canonical_url(url)
    except Permanent:  # anything else would be let through and fail
        return
    assert canonical_url(once) == once
    assert once.startswith(("http://", "https://"))
    assert once.isascii()
    assert host_of(once)


def test_scheme_and_face_do_not_make_another_article_but_host_and_path_do() -> None:
    faces = ["http://example.co.uk/a/", "https://www.example.co.uk/a", "https://m.example.co.uk/a", "https://amp.example.co.uk/a"]
    assert {identity(face) for face in faces} == {"example.co.uk/a"}
    assert identity("https://news.example.co.uk/a") != identity("https://example.co.uk/a")
    assert identity("https://m.uk/a") == "m.uk/a"
    assert identity("https://m.co.uk/a") == "m.co.uk/a"


def test_the_registered_domain_follows_the_public_suffix_list_and_leaves_addresses_alone() -> None:
    assert registered_domain("news.bbc.co.uk") == "bbc.co.uk"
    assert registered_domain("alice.github.io") == "alice.github.io"
    assert registered_domain("10.1.2.3") == "10.1.2.3"
    assert registered_domain("localhost") == "localhost"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "localhost",
        "a.local",
    ],
)
def test_inward_hosts_are_known_by_their_letters(host: str) -> None:
    assert is_inward(host)


def test_public_hosts_are_not_inward() -> None:
    assert not any(is_inward(host) for host in ("example.com", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"))


@pytest.mark.parametrize(
    ("page", "declared", "chosen"),
    [
        ("http://example.com/news/a-story-of-today?id=1", "https://www.example.com/x/a-b-c-d", "https://www.example.com/x/a-b-c-d"),
        ("https://example.com/news/story", "/news/story-2", "https://example.com/news/story-2"),
        ("https://m.example.com/a/1", "https://www.example.com/a/1", "https://www.example.com/a/1"),
        ("https://example.com/news/story", "https://evil.example/news/story", "https://example.com/news/story"),
        ("https://example.com/news/story", "https://example.com/", "https://example.com/news/story"),
        ("https://example.com/news/story", "https://example.com/news/", "https://example.com/news/story"),
        ("https://example.com/index.php?id=7", "https://example.com/index.php", "https://example.com/index.php?id=7"),
        ("https://example.com/news/story", "javascript:void(0)", "https://example.com/news/story"),
        ("https://example.com/news/story", None, "https://example.com/news/story"),
        ("https://alice.github.io/a", "https://bob.github.io/a", "https://alice.github.io/a"),
    ],
)
def test_rel_canonical_is_believed_only_where_it_can_be_true(page: str, declared: str | None, chosen: str) -> None:
    assert prefer_canonical(page, declared) == chosen
