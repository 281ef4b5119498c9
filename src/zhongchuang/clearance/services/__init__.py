"""The room's verbs: `claims.py` takes and gives back exact keys, `gate.py` issues, voids and asks for clearances."""

from zhongchuang.clearance.services.claims import claims_release, claims_take
from zhongchuang.clearance.services.gate import clearance_issue, clearance_required, clearance_void

__all__ = ["claims_release", "claims_take", "clearance_issue", "clearance_required", "clearance_void"]
