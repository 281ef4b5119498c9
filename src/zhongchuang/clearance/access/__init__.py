"""Who may do what in the room, area by area. Default deny."""

from zhongchuang.clearance.access.checking import (
    CheckAction,
    desk_of,
    visible_checks,
    visible_overrides,
)
from zhongchuang.clearance.access.clearing import ClearanceAction, may_clearance

__all__ = [
    "CheckAction",
    "ClearanceAction",
    "desk_of",
    "may_clearance",
    "visible_checks",
    "visible_overrides",
]
