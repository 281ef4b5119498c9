"""Who may do what in the room, area by area. Default deny."""

from zhongchuang.clearance.access.clearing import ClearanceAction, may_clearance
from zhongchuang.clearance.access.disclosing import (
    DisclosureAction,
    DisclosureReach,
    NamedReach,
    awards_reached,
    disclosure_reach,
    may_disclose,
    named_reach,
    works_on_awards,
)

__all__ = [
    "ClearanceAction",
    "DisclosureAction",
    "DisclosureReach",
    "NamedReach",
    "awards_reached",
    "disclosure_reach",
    "may_clearance",
    "may_disclose",
    "named_reach",
    "works_on_awards",
]
