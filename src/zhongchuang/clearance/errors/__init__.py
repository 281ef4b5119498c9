"""What can go wrong, in sentences."""

from zhongchuang.clearance.errors.clearing import AlreadyClaimed, NoClearance
from zhongchuang.clearance.errors.importing import ImportEmpty, ImportNotClean, ImportOver, ImportUnusable

__all__ = ["AlreadyClaimed", "ImportEmpty", "ImportNotClean", "ImportOver", "ImportUnusable", "NoClearance"]
