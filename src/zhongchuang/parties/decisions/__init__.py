"""Pure decisions of the room.

`codes.py`: numbers and codes; `doors.py`: what guards an account; `masks.py`: what is shown of a person;
`relations.py`: what may stand beside what; `related.py`: who is related to whom.
"""

from zhongchuang.parties.decisions.codes import (
    identity_checked,
    industry_checked,
    place_ancestry,
    uscc_checked,
)
from zhongchuang.parties.decisions.doors import (
    BLOCKED_FOR,
    MOST_WRONG_CODES,
    browser_name,
    counted_failure,
)
from zhongchuang.parties.decisions.masks import masked_name, masked_number, masked_telephone

__all__ = [
    "BLOCKED_FOR",
    "MOST_WRONG_CODES",
    "browser_name",
    "counted_failure",
    "identity_checked",
    "industry_checked",
    "masked_name",
    "masked_number",
    "masked_telephone",
    "place_ancestry",
    "uscc_checked",
]
