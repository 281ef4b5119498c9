"""What can go wrong, in sentences."""

from zhongchuang.clearance.errors.checking import (
    FactsMoved,
    NoFinding,
    NotClear,
    OverrideClosed,
    OverrideOpen,
    SamePerson,
)
from zhongchuang.clearance.errors.clearing import AlreadyClaimed, DoubledHere, NoClearance

__all__ = [
    "AlreadyClaimed",
    "DoubledHere",
    "FactsMoved",
    "NoClearance",
    "NoFinding",
    "NotClear",
    "OverrideClosed",
    "OverrideOpen",
    "SamePerson",
]
