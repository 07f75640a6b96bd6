"""What Everyside knows as data and not as code: TOML, CSV and TSV files that a non-programmer can edit.

``outlets/`` holds one file a country with the outlets that are read by default; ``ratings/`` is where rating packs go.
``everyside.knowledge`` reads and checks both.

``kinds/`` holds the words that give a listing, a roundup or a live blog away (read by ``stages.extract.wording``), ``topics/`` one
file a topic with made-up headlines and words (``adapters.classifier.taxonomy``), ``names/`` and ``places/`` what people,
organisations and places are known by (``adapters.recognizer``). What of it others made stands in NOTICE.
"""
