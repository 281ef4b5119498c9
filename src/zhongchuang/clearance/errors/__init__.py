"""What can go wrong, in sentences."""

from zhongchuang.clearance.errors.clearing import AlreadyClaimed, NoClearance
from zhongchuang.clearance.errors.disclosing import (
    AlreadyRegistered,
    NotReviewable,
    NumbersInside,
    RequestAnswered,
    RequestStands,
)

__all__ = [
    "AlreadyClaimed",
    "AlreadyRegistered",
    "NoClearance",
    "NotReviewable",
    "NumbersInside",
    "RequestAnswered",
    "RequestStands",
]
