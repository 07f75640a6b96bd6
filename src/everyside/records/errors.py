"""Everything Everyside raises on purpose.

    EverysideError
    ├─ SettingsError       a setting is missing or wrong; the message says which and what to write
    ├─ StorageError        the database cannot be used (locked, full, unreachable, from a newer release)
    ├─ Transient           this item failed now and may work later; tried again with growing delay
    │   └─ (retry_after: seconds the other side asked for)
    └─ Permanent           this item can never work as it is; set aside and listed

Anything else that is raised is a bug and is let through.
"""


class EverysideError(Exception):
    """Base of all expected errors; its text is fit to show to the operator."""


class SettingsError(EverysideError):
    """A setting cannot be used as written."""


class StorageError(EverysideError):
    """The database cannot be used; the text says what to do."""


class Failure(EverysideError):
    """One item could not be worked on. ``outcome`` is its short name in the ledger, e.g. ``too-large``."""

    def __init__(self, outcome: str, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{outcome}: {detail}" if detail else outcome)
        self.outcome = outcome
        self.detail = detail
        self.retry_after = retry_after


class Transient(Failure):
    """May work later. ``retry_after`` is in seconds, where the other side said so."""


class Permanent(Failure):
    """Will not work however often it is tried."""
