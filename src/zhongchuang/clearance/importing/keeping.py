"""How long the file of an import is kept (pure). What it said stays row by row; the file itself may name natural persons, whose
names come down, so that it is kept no longer than somebody may have to look at it again.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

TAKEN_DAYS: Final = 90
"""Days after a file was taken in: time to compare it with what became of it. The platform's own setting, not a rule of law."""
OPEN_DAYS: Final = 30
"""Days after a file came that nobody took in, and that could not be read. The platform's own setting too."""


def kept_until(made_at: dt.datetime, taken_at: dt.datetime | None) -> dt.datetime:
    """The moment from which a file is kept no longer, whatever happens; one that was given up goes at once."""
    if taken_at is not None:
        return taken_at + dt.timedelta(days=TAKEN_DAYS)
    return made_at + dt.timedelta(days=OPEN_DAYS)
