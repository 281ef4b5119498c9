"""Pure decisions of the room.

`codes.py`: numbers and codes; `doors.py`: what guards an account.
"""

from zhongchuang.parties.decisions.codes import place_ancestry, uscc_checked
from zhongchuang.parties.decisions.doors import (
    BLOCKED_FOR,
    MOST_WRONG_CODES,
    browser_name,
    counted_failure,
)

__all__ = [
    "BLOCKED_FOR",
    "MOST_WRONG_CODES",
    "browser_name",
    "counted_failure",
    "place_ancestry",
    "uscc_checked",
]
