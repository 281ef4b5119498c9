"""Who may do what in the room, area by area. Default deny."""

from zhongchuang.clearance.access.checking import (
    CheckAction,
    desk_of,
    visible_checks,
    visible_overrides,
)
from zhongchuang.clearance.access.clearing import (
    ClearanceAction,
    may_clearance,
)
from zhongchuang.clearance.access.disclosing import (
    DisclosureAction,
    DisclosureReach,
    NamedReach,
    awards_reached,
    disclosure_reach,
    may_disclose,
    named_reach,
    reach_of_posts,
    works_on_awards,
)
from zhongchuang.clearance.access.importing import (
    ImportAction,
    ImportReach,
    import_reach,
    imports_reached,
)

__all__ = [
    "CheckAction",
    "ClearanceAction",
    "DisclosureAction",
    "DisclosureReach",
    "ImportAction",
    "ImportReach",
    "NamedReach",
    "awards_reached",
    "desk_of",
    "disclosure_reach",
    "import_reach",
    "imports_reached",
    "may_clearance",
    "may_disclose",
    "named_reach",
    "reach_of_posts",
    "visible_checks",
    "visible_overrides",
    "works_on_awards",
]
