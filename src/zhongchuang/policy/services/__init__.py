"""The room's verbs: check → execute → log, in one transaction.

`packs.py` loads the packs; `answers.py` keeps what somebody answers and the verdicts they were given.
"""

from zhongchuang.policy.services.answers import (
    sheet_answer,
    sheet_delete,
    sheet_move,
    sheet_skip,
    sheet_start,
    sheet_unanswer,
    verdict_store,
)
from zhongchuang.policy.services.packs import packs_load

__all__ = [
    "packs_load",
    "sheet_answer",
    "sheet_delete",
    "sheet_move",
    "sheet_skip",
    "sheet_start",
    "sheet_unanswer",
    "verdict_store",
]
