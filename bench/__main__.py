"""``python -m bench [NAME …]``: run benchmarks; exit code 1 where a bar is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from bench.report import Absent, Report

BENCHMARKS = {
    "newsroom": "the whole newsroom with the operator's commands, a second round, stories scored (about 6 min)",
    "feeds": "collecting the open feeds against the reader library (1 min)",
    "extraction": "F1 on two published sets, time against bare trafilatura (2 min)",
    "pipeline": "time of the whole pipeline against its bare library calls (2 min)",
    "hostile": "feeds that misbehave among good ones (2 min)",
    "copies": "copies found at 100,000 articles, against plain sketches; precision and recall on two sets (1 min)",
    "window": "the cluster decision with 10,000, 100,000 and 1,000,000 articles in the window (about 15 min)",
    "summarize": "telling a story of 30 and of 600 articles in four languages (1 min)",
    "coverage": "who reports a story of 600 articles, one story that changed, all stories (20 s)",
    "browser": "weight, paint, shift and answer to a click of pages in Chromium (1 min)",
    "site": "pages a second and the slow ones with 100,000 articles in 10,000 stories, as `everyside serve` (6 min)",
    "search": "questions by words and meaning over 100,000 articles, with the page they become (2 min)",
    "kill": "SIGKILL at random points against an undisturbed run (3 min)",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measure Everyside against its bars.",
        epilog="\n".join(f"  {name:<11} {text}" for name, text in BENCHMARKS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; default all")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in and leave behind; default a temporary one")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    missed: list[str] = []
    for name in given.names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as temporary:
            folder = (given.keep / name).resolve() if given.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            try:
                report: Report = import_module(f"bench.{name}").run(folder)
            except Absent as reason:
                print(f"{name}: skipped, {reason}", flush=True)
                continue
        report.show(lambda line: print(line, flush=True))
        missed += report.missed
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
