"""Translators: ``plain`` (none) and ``firefox`` (Firefox Translations models in a folder, through fxtranslate)."""
