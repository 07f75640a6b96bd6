"""What is there for machines: the map of the site, what robots may read, how to search it, whom to tell of a hole, and pictures
of stories for link previews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from lxml import etree
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from everyside.interface.messages import _
from everyside.pages import card as cards
from everyside.pages import site_map
from everyside.pages.addresses import story_id_in
from everyside.pages.plain import plain
from everyside.publish.card import drawing
from everyside.publish.web.conditional import answer, has
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
NOT_FOR_ROBOTS = ("/operator", "/search", "/lookup", "/design")
VALID = timedelta(days=180)  # of security.txt, which RFC 9116 wants dated


def routes(site: Site) -> APIRouter:
    router = APIRouter()
    least = site.settings.site.min_articles

    @router.api_route("/sitemap.xml", methods=GET)
    def index(request: Request) -> Response:
        with site.database.read() as tx:
            files = site_map.index(tx, min_articles=least)
        return _listed(request, site, "sitemapindex", "sitemap", files)

    @router.api_route("/sitemap/{name}.xml", methods=GET)
    def listed(request: Request, name: str) -> Response:
        day = None if name == "pages" else _day(name)
        with site.database.read() as tx:
            found = site_map.of_pages(tx, min_articles=least) if day is None else site_map.of_day(tx, day, min_articles=least)
        if not found:
            raise HTTPException(404)
        return _listed(request, site, "urlset", "url", found)

    @router.api_route("/robots.txt", methods=GET)
    def robots(request: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
        return PlainTextResponse("\n".join([*lines, "", f"Sitemap: {origin(request, site.settings.site)}/sitemap.xml", ""]))

    @router.api_route("/opensearch.xml", methods=GET)
    def opensearch(request: Request) -> Response:
        base = origin(request, site.settings.site)
        root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
        about = _("Search %(site)s", site=plain(site.name))
        said = {
            "ShortName": plain(site.name)[:16],
            "Description": about,
            "InputEncoding": "UTF-8",
        }
        for tag, text in said.items():
            etree.SubElement(root, f"{{{OPENSEARCH}}}{tag}").text = text
        etree.SubElement(root, f"{{{OPENSEARCH}}}Url", type="text/html", template=f"{base}/search?q={{searchTerms}}")
        return answer(request, _written(root), media_type="application/opensearchdescription+xml")

    @router.api_route("/.well-known/security.txt", methods=GET)
    def security(request: Request) -> Response:
        contact = site.settings.collect.contact.strip()
        if not contact.isprintable() or not contact.startswith(("https://", "http://", "mailto:")):
            contact = f"mailto:{contact}" if "@" in contact and contact.isprintable() and " " not in contact else ""
        if not contact:
            raise HTTPException(404)
        expires = (site.now() + VALID).astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z")
        canonical = f"{origin(request, site.settings.site)}/.well-known/security.txt"
        return PlainTextResponse(f"Contact: {contact}\nExpires: {expires}\nCanonical: {canonical}\n")

    @router.api_route("/story/{tail}/card.png", methods=GET)
    def card(request: Request, tail: str) -> Response:
        id, locked = story_id_in(tail), locked_for(request, site)
        if id is None or not drawing.available():
            raise HTTPException(404)
        with site.database.read() as tx:
            made = cards.build(tx, id, site=site.name, into=site.into, locked=locked)
        if made is None:
            raise HTTPException(404)
        headers = {"etag": drawing.etag(made), "cache-control": "public, max-age=300"}
        # A preview is fetched by the site where the link is shared, and shown on pages of other origins.
        headers["cross-origin-resource-policy"] = "cross-origin"
        if has(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        try:
            return Response(drawing.draw(made), media_type="image/png", headers=headers)
        except drawing.Busy:
            raise HTTPException(503, headers={"retry-after": "10"}) from None

    return router


def _day(name: str) -> datetime:
    try:
        day = datetime.strptime(name, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise HTTPException(404) from None
    if f"{day:%Y-%m-%d}" != name or not 1970 <= day.year < 9999:
        raise HTTPException(404)
    return day


def _listed(request: Request, site: Site, whole: str, each: str, places: Sequence[site_map.Place]) -> Response:
    base = origin(request, site.settings.site)
    root = etree.Element(f"{{{SITEMAP}}}{whole}", nsmap={None: SITEMAP})
    for place in places:
        entry = etree.SubElement(root, f"{{{SITEMAP}}}{each}")
        etree.SubElement(entry, f"{{{SITEMAP}}}loc").text = base + place.path
        if place.changed is not None:
            etree.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = f"{place.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return answer(request, _written(root), media_type="application/xml")


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written
