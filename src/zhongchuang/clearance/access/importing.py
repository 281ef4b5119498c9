"""Who may take in awards of other departments, and look at what came. Default deny.

Officers and administrators do it for the department they work in; its reviewers and auditors look. A post bound to no department
reaches every file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.posts import posts_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.clearance.models import AwardImport


class ImportAction(StrEnum):
    """What can be done with files of awards."""

    LOOK = "look"
    IMPORT = "import"  # hand in, take in, drop


_WORKING = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
_LOOKING = _WORKING | {Role.REVIEWER, Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class ImportReach:
    """Whose files somebody sees, and for which departments they take files in; read once for a page or a verb."""

    sees_all: bool = False
    sees: frozenset[int] = frozenset()
    works_for_all: bool = False
    works_for: frozenset[int] = frozenset()

    def may(self, action: ImportAction) -> bool:
        """Whether it reaches anything at all."""
        if action is ImportAction.LOOK:
            return self.sees_all or bool(self.sees)
        return self.works_for_all or bool(self.works_for)

    def reaches(self, action: ImportAction, department: int | None) -> bool:
        """Whether it reaches the files of a department; None: of nobody in particular."""
        if action is ImportAction.LOOK:
            return self.sees_all or department in self.sees
        return self.works_for_all or department in self.works_for

    @property
    def own(self) -> int | None:
        """For which department a file is taken in where none is named; None for a post that is bound to none."""
        return min(self.works_for, default=None)


def import_reach(actor: Actor) -> ImportReach:
    """How far somebody reaches (one small statement)."""
    if actor.kind is ActorKind.SYSTEM:
        return ImportReach(True, frozenset(), True, frozenset())
    posts = [post for post in posts_of(actor) if post.role in _LOOKING]
    unbound = [post for post in posts if post.organisation is None and post.place is None]
    bound = [(post.role, post.organisation) for post in posts if post.organisation is not None]
    return ImportReach(
        sees_all=bool(unbound),
        sees=frozenset(organisation for _role, organisation in bound),
        works_for_all=any(post.role in _WORKING for post in unbound),
        works_for=frozenset(organisation for role, organisation in bound if role in _WORKING),
    )


def imports_reached(imports: QuerySet[AwardImport], reach: ImportReach) -> QuerySet[AwardImport]:
    """The files somebody may look at: the list asks what the page of one asks."""
    return imports if reach.sees_all else imports.filter(department_id__in=reach.sees)
