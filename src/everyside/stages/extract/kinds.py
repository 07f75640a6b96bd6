"""What kind of piece a page is, and whether it is behind a paywall.

Only what the page, its address or its title says outright; where nothing is said it is news, and free to read. The tables
can be edited by anyone who knows the language; each word is compared whole, in lower case.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from everyside.records.article import Kind
from everyside.stages.extract.jsonld import ARTICLE_TYPES, Markup


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(listed.split(","))


SCHEMA_TYPES = {
    "LiveBlogPosting": Kind.LIVE,
    "OpinionNewsArticle": Kind.OPINION,
    "ReviewNewsArticle": Kind.OPINION,
    "PressRelease": Kind.PRESS_RELEASE,
}

# A whole segment of the address's path: /opinion/2031/why-we-vote
PATH_SEGMENTS: dict[Kind, frozenset[str]] = {
    Kind.OPINION: _words(
        "opinion opinions op-ed oped op-eds commentary commentisfree comment columnists columns column editorial editorials"
        " letters viewpoint viewpoints perspectives"  # en
        " meinung kommentar kommentare kolumne kolumnen leitartikel gastbeitrag"  # de
        " tribune tribunes edito editos editoriaux chroniques"  # fr
        " opiniones columnas columnistas tribunas editoriales opinio"  # es, ca
        " opiniao colunas colunistas editoriais"  # pt
        " opinioni commenti editoriali"  # it
        " opinie columnist opinies"  # nl
        " opinia opinie komentarze felietony"  # pl
        " ledare kronikor debatt meninger leder debat synspunkt kronik mielipide paakirjoitus"  # sv no da fi
        " mnenie mneniya kolonki dumka dumky kolonky yazarlar gorus kose-yazilari"  # ru uk tr
        " shasetsu ronsetsu opini kolom"  # ja id
    ),
    Kind.LIVE: _words(
        "live liveblog live-blog live-news live-updates live-coverage liveblogs liveticker live-ticker ticker newsticker-live"
        " en-direct directs en-vivo en-directo minuto-a-minuto directo ao-vivo aovivo minuto-por-minuto diretta in-diretta"
        " liveverslag na-zywo relacja-na-zywo direkt live-direkt canli canli-anlatim onlain"
    ),
    Kind.VIDEO: _words("video videos watch tv-video videoclips videoteca mediathek multimedia-video vidéos wideo"),
    Kind.PRESS_RELEASE: _words(
        "press-release press-releases pressrelease pressreleases news-release news-releases prnewswire businesswire globenewswire"
        " pressemitteilung pressemitteilungen communique communiques communique-de-presse nota-de-prensa notas-de-prensa"
        " comunicado-de-prensa comunicados comunicato-stampa comunicati-stampa persbericht persberichten"
    ),
}

# The title's first word(s), before a colon, bar or dash: "Opinion | Why we vote", "Kommentar: …", "EN DIRECT – …"
TITLE_PREFIXES: dict[Kind, frozenset[str]] = {
    Kind.OPINION: _phrases(
        "opinion,op-ed,editorial,commentary,letters,column,kommentar,meinung,leitartikel,kolumne,gastbeitrag,glosse,tribune,"
        "édito,editorial,éditorial,chronique,opinión,columna,tribuna,opinião,editoriale,commento,opinie,column,opinia,komentarz,"
        "felieton,ledare,krönika,debatt,kronik,leder,мнение,колонка,думка,köşe yazısı,社説,社论,評論,评论,オピニオン,"
        "사설,칼럼,رأي,"
        "افتتاحية,یادداشت,דעה,טור,opini"
    ),
    Kind.LIVE: _phrases(
        "live,live updates,live blog,liveblog,liveticker,live-ticker,newsblog,live-blog,ticker,en direct,direct,en vivo,en directo,"
        "última hora en directo,minuto a minuto,ao vivo,diretta,in diretta,liveblog,na żywo,relacja na żywo,direkt,canlı,онлайн,"
        "прямой эфир,наживо,مباشر,بث مباشر,生中継,实时更新,實時更新,실시간,siaran langsung,זה קורה עכשיו"
    ),
    Kind.VIDEO: _phrases("video,watch,vídeo,vidéo,wideo,видео,відео,فيديو,ویدئو,動画,视频,影片,영상,וידאו,वीडियो"),
    Kind.PRESS_RELEASE: _phrases(
        "press release,news release,pressemitteilung,communiqué,communiqué de presse,nota de prensa,comunicado,comunicato stampa,"
        "persbericht,komunikat prasowy,pressmeddelande,пресс-релиз,пресреліз,プレスリリース,보도자료"
    ),
}
SECTIONS: dict[str, Kind] = dict.fromkeys(PATH_SEGMENTS[Kind.OPINION] | TITLE_PREFIXES[Kind.OPINION], Kind.OPINION)

PAYWALL_CLASSES = _words(
    "paywall paywalled paywall-content paywall-active paywall-overlay paywall-container article-paywall c-paywall js-paywall"
    " piano-paywall premium-paywall paywall-box article__paywall article-body__paywall is-paywalled has-paywall"
)
SHORT_TEXT = 1_000  # characters under a film; more is an article with a film in it
_LOCKED_TIERS = frozenset({"locked"})  # https://developers.facebook.com/docs/instant-articles/subscriptions: free, metered, locked
_PREFIX = re.compile(r"\s*(.{2,30}?)\s*(?:[:|：｜»]|\s[–—-]\s)")
# A live page's slug often starts or ends with the word: /world/live-updates-storm
_LIVE_SLUG = re.compile(
    r"(?:^live-updates?-|^liveblog-|^live-blog-|^liveticker-|-live-updates?$|-liveblog$|-live-blog$|-liveticker$)"
)


def kind_of(url: str, title: str, markup: Markup, og_type: str, section: str, length: int) -> Kind:
    """The kind of the page at ``url``; schema.org's word counts most, then the address, then title and section.

    ``length``: characters of the text; many articles that only embed a film are marked up as video.
    """
    for name, kind in SCHEMA_TYPES.items():
        if name in markup.types:
            return kind
    segments = _segments(url)
    for kind, words in PATH_SEGMENTS.items():
        if not words.isdisjoint(segments):
            return kind
    if segments and _LIVE_SLUG.search(segments[-1].removesuffix(".html")):
        return Kind.LIVE
    film = og_type.lower().startswith("video") or "VideoObject" in markup.types
    if film and length < SHORT_TEXT and not markup.types & ARTICLE_TYPES:
        return Kind.VIDEO
    if prefix := _PREFIX.match(title[:60]):
        word = prefix[1].casefold()
        for kind, words in TITLE_PREFIXES.items():
            if word in words:
                return kind
    return SECTIONS.get(section.strip().casefold(), Kind.NEWS)


def _segments(url: str) -> list[str]:
    try:
        path = urlsplit(url).path
    except ValueError:
        return []
    return [unquote(segment).lower() for segment in path.split("/") if segment]


def paywalled(tree: HtmlElement, source: str, markup: Markup, content_tier: str) -> bool:
    """True where the page says it is not free to read, or wears one of the known classes; what it says counts more."""
    if markup.free is not None:
        return not markup.free
    if content_tier:
        return content_tier.lower() in _LOCKED_TIERS
    if "paywall" not in source:  # most pages end here, without a walk over the tree
        return False
    return any(
        not PAYWALL_CLASSES.isdisjoint((element.get("class") or "").lower().split())
        for element in tree.xpath("//body//*[contains(@class, 'paywall')]")
    )
