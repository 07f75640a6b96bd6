"""Extract: from a page's bytes (or a feed entry's own HTML) to an article.

decode.py    bytes → text, from any encoding met in the wild
cleaning.py  text that is fit to store and show: NFC, no controls, no bidi overrides
jsonld.py    what schema.org markup says
metadata.py  what the page says of itself: title, authors, times, image …
kinds.py     news, opinion, live, video, press release, roundup or listing; behind a paywall or not
wording.py   the words that tell a kind (data/kinds, for anyone to edit) and how a title is compared with them
structure.py what a text's shape tells: tables, lists, tickers
language.py  which language, with a prior for short texts
core.py      the stage: ``extract_page`` and ``to_article``
pool.py      the same in worker processes that can be killed, because one hostile page hangs any extractor
worker.py    what runs in such a process
"""
