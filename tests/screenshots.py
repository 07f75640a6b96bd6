"""Takes the pictures of docs/images anew: ``./dev screenshots ADDRESS`` of a site that shows the made-up newsroom."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SIZES = {390: 844, 820: 1180, 1440: 900}  # a phone, a tablet, a wide screen
THEMES = ("light", "dark")
QUALITY = 82  # of JPEG: letters stay clean


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Name the site's address: everyside up with collect.press = demo, then ./dev screenshots http://127.0.0.1:8000")
    address = sys.argv[1].rstrip("/")
    path = os.environ.get("EVERYSIDE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for theme in THEMES:
            for width, height in SIZES.items():
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale="en-GB")
                page = context.new_page()
                page.goto(address)
                page.screenshot(path=FOLDER / f"front-{width}-{theme}.jpg", type="jpeg", quality=QUALITY)
                found = re.search(r'href="(/story/[^"#?]+)"', page.content())
                assert found, "the site has no story yet"
                page.goto(address + found[1])
                page.screenshot(path=FOLDER / f"story-{width}-{theme}.jpg", type="jpeg", quality=QUALITY)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
