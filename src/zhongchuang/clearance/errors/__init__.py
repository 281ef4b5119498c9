"""What can go wrong, in sentences."""

from zhongchuang.clearance.errors.clearing import AlreadyClaimed, NoClearance

__all__ = ["AlreadyClaimed", "NoClearance"]
