"""What is claimed, cleared, supported and disclosed."""

from zhongchuang.clearance.models.awards import Award, AwardSource, AwardState, DisclosedChange
from zhongchuang.clearance.models.checks import Check, Override, OverrideState
from zhongchuang.clearance.models.claims import Claim, Clearance
from zhongchuang.clearance.models.supports import StoredSupport, SupportKey

__all__ = [
    "Award",
    "AwardSource",
    "AwardState",
    "Check",
    "Claim",
    "Clearance",
    "DisclosedChange",
    "Override",
    "OverrideState",
    "StoredSupport",
    "SupportKey",
]
