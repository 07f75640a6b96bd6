"""``python -m everyside`` is the command ``everyside``."""

from everyside.cli import main

main()
