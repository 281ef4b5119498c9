"""The room's verbs: check → execute → log, in one transaction.

`packs.py` brings packs into force, from their folder or from the desk;
`answers.py` keeps what somebody answers and the verdicts they were given.
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
from zhongchuang.policy.services.packs import files_publish, packs_import, packs_load
from zhongchuang.policy.services.verdicts import verdict_delete, verdict_record

__all__ = [
    "files_publish",
    "packs_import",
    "packs_load",
    "sheet_answer",
    "sheet_delete",
    "sheet_move",
    "sheet_skip",
    "sheet_start",
    "sheet_unanswer",
    "verdict_delete",
    "verdict_record",
    "verdict_store",
]
