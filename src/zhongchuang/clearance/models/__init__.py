"""What is claimed, cleared, supported and disclosed."""

from zhongchuang.clearance.models.awards import Award, AwardSource, AwardState, DisclosedChange
from zhongchuang.clearance.models.claims import Claim, Clearance
from zhongchuang.clearance.models.supports import StoredSupport, SupportKey

__all__ = [
    "Award",
    "AwardSource",
    "AwardState",
    "Claim",
    "Clearance",
    "DisclosedChange",
    "StoredSupport",
    "SupportKey",
]
