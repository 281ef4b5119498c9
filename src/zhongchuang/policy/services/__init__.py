"""The room's verbs: check → execute → log, in one transaction.

`packs.py` loads the packs; `answers.py` keeps what somebody answers and the verdicts they were given.
"""

from zhongchuang.policy.services.packs import packs_load

__all__ = ["packs_load"]
