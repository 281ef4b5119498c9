"""Who may do what in the room, area by area. Default deny."""

from zhongchuang.clearance.access.clearing import ClearanceAction, may_clearance

__all__ = ["ClearanceAction", "may_clearance"]
