"""What Everyside knows as data and not as code: TOML, CSV and TSV files that a non-programmer can edit.

``outlets/`` and ``owners/`` hold one file a country with who there is and who owns it, ``spectra/`` the scales outlets are rated
on, ``ratings/`` what raters say. ``everyside.knowledge`` reads and checks them. ``agencies/`` and ``credits/`` hold how articles
say which agency they are from (``stages.dedupe``), ``wording/`` the words a headline should do without (``language.wording``),
``reporting/`` how languages count people and report what somebody said (``stages.examine``), ``contrast/`` the words that are no
stress of anybody's coverage (``stages.contrast``).

``kinds/`` holds the words that give a listing, a roundup or a live blog away (read by ``stages.extract.wording``), ``topics/`` one
file a topic with made-up headlines and words (``adapters.classifier.taxonomy``), ``names/`` and ``places/`` what people,
organisations and places are known by (``adapters.recognizer``). What of it others made stands in NOTICE.
"""
