"""Who may do what in the room, area by area. Default deny."""

from zhongchuang.clearance.access.clearing import ClearanceAction, may_clearance
from zhongchuang.clearance.access.importing import (
    ImportAction,
    ImportReach,
    import_reach,
    imports_reached,
)

__all__ = [
    "ClearanceAction",
    "ImportAction",
    "ImportReach",
    "import_reach",
    "imports_reached",
    "may_clearance",
]
