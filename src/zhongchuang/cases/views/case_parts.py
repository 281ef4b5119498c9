"""The parts of the applicant's case page: what other surfaces have to show of a case (its notice, its decision, its papers,
its money, what is owed). A surface adds a `Part` to `PARTS`, in the order of the page, and nothing else.

A part reads at most one statement; it gives None where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.cases.views.after_parts import changes_context, honesty_context, leave_context
from zhongchuang.cases.views.clearance_part import clearance_context
from zhongchuang.cases.views.deciding_parts import duties_context, money_context, papers_context
from zhongchuang.cases.views.story_parts import decision_context, notice_context, review_context

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case
    from zhongchuang.core.actors import Actor

Context = dict[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its template (`cases/case/parts/<name>.html`, which finds the context as `part`) and what it is given."""

    name: str
    context: Callable[[Case, Actor], Context | None]

    @property
    def template(self) -> str:
        """Where it is drawn."""
        return f"cases/case/parts/{self.name}.html"


PARTS: tuple[Part, ...] = (
    Part("decision", decision_context),
    Part("clearance", clearance_context),
    Part("notice", notice_context),
    Part("review", review_context),
    Part("papers", papers_context),
    Part("money", money_context),
    Part("duties", duties_context),
    Part("changes", changes_context),
    Part("leave", leave_context),
    Part("honesty", honesty_context),
)


def shown_parts(case: Case, actor: Actor) -> Iterator[tuple[str, Context]]:
    """The parts that have something to show, in order."""
    for part in PARTS:
        context = part.context(case, actor)
        if context is not None:
            yield part.template, context
