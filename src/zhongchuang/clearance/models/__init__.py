"""What is claimed, cleared, supported and disclosed."""

from zhongchuang.clearance.models.awards import Award, AwardSource, AwardState, DisclosedChange
from zhongchuang.clearance.models.claims import Claim, Clearance
from zhongchuang.clearance.models.searching import (
    AwardChoice,
    AwardEntry,
    AwardRecipient,
    AwardRecipientYear,
    AwardTotal,
)
from zhongchuang.clearance.models.supports import StoredSupport, SupportKey

__all__ = [
    "Award",
    "AwardChoice",
    "AwardEntry",
    "AwardRecipient",
    "AwardRecipientYear",
    "AwardSource",
    "AwardState",
    "AwardTotal",
    "Claim",
    "Clearance",
    "DisclosedChange",
    "StoredSupport",
    "SupportKey",
]
