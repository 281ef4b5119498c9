"""For whom somebody may apply: the organisations they act for, the spaces those run, themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.selectors import acting_for
from zhongchuang.parties.selectors.organisations import organisations_by_key
from zhongchuang.parties.selectors.persons import person_of_key
from zhongchuang.parties.selectors.spaces import holders_of, run_by

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation, Person, Space


@dataclass(frozen=True, slots=True)
class RunSpace:
    """A space and the organisation that runs it now."""

    space: Space
    operator: Organisation


@dataclass(frozen=True, slots=True)
class Applicants:
    """Everybody somebody may apply for."""

    organisations: tuple[Organisation, ...]
    spaces: tuple[RunSpace, ...]
    person: Person | None

    @property
    def employers(self) -> tuple[Organisation, ...]:
        """Where somebody may work: the organisations they belong to."""
        return self.organisations


def applicants_for(actor: Actor, *, with_spaces: bool = True) -> Applicants:
    """For whom the actor may apply today, by membership or by delegation."""
    if actor.user_id is None:
        return Applicants((), (), None)
    mandates = [one for one in acting_for(actor, clock.today()) if DelegationScope.APPLY in one.scopes]
    keys = {one.organisation_id for one in mandates if one.organisation_id is not None}
    spaces: list[RunSpace] = []
    if with_spaces:
        for space in run_by(actor).select_related("place__parent__parent__parent"):
            operator = next((h for h in holders_of(space) if h.role == "operator" and h.until is None), None)
            if operator is not None:
                spaces.append(RunSpace(space, operator.organisation))
    return Applicants(
        tuple(organisations_by_key(keys)),
        tuple(spaces),
        person_of_key(actor.user_id),
    )
