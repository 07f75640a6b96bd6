"""Brings Firefox Translations models into a folder, by fxtranslate's own means. Nothing else in the house does.

The library asks Mozilla's catalogue which models there are and checks each file against the SHA-256 stated there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from everyside.adapters.translator.firefox import OTHER_NAMES
from everyside.adapters.translator.models import Model, ModelError, models_in

_CODE = re.compile("[a-z]{2,3}")


def fetch(folder: Path, languages: Sequence[str], target: str, progress: bool, said: Callable[[str], None]) -> list[Model]:
    """Models from each of ``languages`` into ``target``, two where that goes by way of English. Those already there and sound are
    kept. ``progress``: whether the library may show bars on standard error; ``said`` is told each language before its turn.

    Raises:
        ModelError: fxtranslate is not installed, nothing answers, a language is not offered, or a file is not what was promised.
    """
    try:
        from fxtranslate import discovery
    except ImportError as error:
        raise ModelError('fxtranslate is not installed: run pip install "everyside[translate]"') from error
    for language in languages:
        if not _CODE.fullmatch(language) or language == target:
            raise ModelError(f"{language!r} is no language to translate into {target}; give codes such as es or de")
    try:
        catalogue = discovery.fetch_records_body()
        offered = discovery.model_pairs(catalogue)
    except ValueError as error:
        raise ModelError(
            f"the catalogue of models cannot be read ({_short(error)}). Try again where the network answers, or copy folders of "
            f"pairs, such as {folder / 'es-en'}, from a machine that has them"
        ) from error
    into = OTHER_NAMES.get(target, target)
    touched: set[tuple[str, str]] = set()
    for language in languages:
        code = OTHER_NAMES.get(language, language)
        try:
            route = discovery.resolve_route(catalogue, code, into)
        except ValueError as error:
            known = ", ".join(sorted({source for source, _ in offered})) or "none"
            raise ModelError(f"there is no model from {language} to {target}; there are from {known}") from error
        stops = (route["src"], route["pivot"], route["trg"]) if route["kind"] == "pivot" else (route["src"], route["trg"])
        legs = list(zip(stops, stops[1:], strict=False))
        said(f"{language}: {', '.join('-'.join(leg) for leg in legs)}")
        try:
            discovery.add_models(code, into, str(folder), progress)
        except ValueError as error:
            raise ModelError(f"the model from {language} to {target} cannot be fetched: {_short(error)}") from error
        touched |= set(legs)
    models = [model for pair, model in sorted(models_in(folder).items()) if pair in touched]
    for model in models:
        model.write_sums()
    return models


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
