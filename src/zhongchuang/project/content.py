"""The state of what the public pages show: the packs in force and the last change of what is disclosed."""

from __future__ import annotations

from zhongchuang.clearance.selectors.awards import last_change
from zhongchuang.policy.selectors.rulebook import content_version as packs_version


def content_version() -> str:
    """Changes whenever a page kept for all visitors would be drawn otherwise; empty while there are no packs."""
    packs = packs_version()
    return f"{packs}.{last_change()}" if packs else ""
