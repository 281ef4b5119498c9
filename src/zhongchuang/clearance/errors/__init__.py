"""What can go wrong, in sentences."""

from zhongchuang.clearance.errors.checking import (
    FactsMoved,
    NoFinding,
    NotClear,
    OverrideClosed,
    OverrideOpen,
    SamePerson,
    WarningsUnseen,
)
from zhongchuang.clearance.errors.clearing import (
    AlreadyClaimed,
    DoubledHere,
    NoClearance,
)
from zhongchuang.clearance.errors.disclosing import (
    AlreadyRegistered,
    NotReviewable,
    NumbersInside,
    RequestAnswered,
    RequestStands,
)
from zhongchuang.clearance.errors.importing import (
    ImportEmpty,
    ImportNotClean,
    ImportOver,
    ImportUnusable,
    SourceKeptElsewhere,
)

__all__ = [
    "AlreadyClaimed",
    "AlreadyRegistered",
    "DoubledHere",
    "FactsMoved",
    "ImportEmpty",
    "ImportNotClean",
    "ImportOver",
    "ImportUnusable",
    "NoClearance",
    "NoFinding",
    "NotClear",
    "NotReviewable",
    "NumbersInside",
    "OverrideClosed",
    "OverrideOpen",
    "RequestAnswered",
    "RequestStands",
    "SamePerson",
    "SourceKeptElsewhere",
    "WarningsUnseen",
]
