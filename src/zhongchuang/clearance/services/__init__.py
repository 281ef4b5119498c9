"""The room's verbs. `claims.py` takes and gives back exact keys, `checking.py` checks and issues clearances, `gate.py` asks for
them, `overriding.py` makes exceptions, `supports.py` keeps what somebody has in the shape the rules look at.
"""

from zhongchuang.clearance.services.checking import (
    Checked,
    Subject,
    check_make,
    check_support,
    clearance_confirmed,
    examined,
)
from zhongchuang.clearance.services.claims import claims_release, claims_take
from zhongchuang.clearance.services.gate import clearance_required, clearance_void
from zhongchuang.clearance.services.overriding import (
    override_ask,
    override_confirm,
    override_refuse,
    warning_look,
)
from zhongchuang.clearance.services.supports import support_keep, support_stands

__all__ = [
    "Checked",
    "Subject",
    "check_make",
    "check_support",
    "claims_release",
    "claims_take",
    "clearance_confirmed",
    "clearance_required",
    "clearance_void",
    "examined",
    "override_ask",
    "override_confirm",
    "override_refuse",
    "support_keep",
    "support_stands",
    "warning_look",
]
