"""The process that translates: requests as JSON lines on standard input, one answer a line on standard output.

    {"folder": "models", "route": [["pt", "en"]], "texts": ["Bom dia"]}   →   {"texts": ["Good morning"]} or {"error": "…"}

fxtranslate holds Python's lock while it computes and binds an engine to its thread: only processes use several cores.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any

from everyside.adapters.translator.models import Model, ModelError

MOST_LOADED = 6  # engines kept, at about 45 MB; another is loaded in .1 s in place of the one longest unused


class Engines:
    """Translators by model folder, loaded on first use."""

    def __init__(self) -> None:
        self._loaded: OrderedDict[Path, Any] = OrderedDict()

    def translate(self, models: list[Model], text: str) -> str | None:
        for model in models:
            try:
                text = self._engine(model).translate_long(text)
            except ModelError:
                raise
            except Exception:
                return None
            except BaseException as panic:  # a failed assertion of the engine's, which is no Exception in Python
                if isinstance(panic, (KeyboardInterrupt, SystemExit)):
                    raise
                return None
        return text

    def _engine(self, model: Model) -> Any:
        if model.folder in self._loaded:
            self._loaded.move_to_end(model.folder)
            return self._loaded[model.folder]
        import fxtranslate

        content = model.read()
        try:
            engine = fxtranslate.Translator(content["model"], content["srcvocab"], content["trgvocab"], content.get("lex"))
        except ValueError as error:
            raise ModelError(f"the model in {model.folder} cannot be used: {error}") from error
        self._loaded[model.folder] = engine
        if len(self._loaded) > MOST_LOADED:
            self._loaded.popitem(last=False)
        return engine


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; our end is the end of input
    engines = Engines()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        folder = Path(request["folder"])
        models = [Model(source=source, target=target, folder=folder / f"{source}-{target}") for source, target in request["route"]]
        try:
            answer: dict[str, Any] = {"texts": [engines.translate(models, text) for text in request["texts"]]}
        except (ModelError, ImportError) as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
