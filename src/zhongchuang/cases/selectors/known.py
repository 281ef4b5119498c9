"""What the platform knows of whoever applies, for the fields a form is filled from. Only what is asked for is looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round, Submission
from zhongchuang.cases.programmes.known import FACT
from zhongchuang.cases.programmes.prefill import Earlier, Known
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties.selectors.persons import opened_person
from zhongchuang.parties.selectors.residency import capacities_of
from zhongchuang.parties.selectors.spaces import recognitions_of, stay_counts
from zhongchuang.parties.spaces.residency import Stay
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.selectors.answering import sheets_to_resume, subject_of

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation, Person, Space

_LEVELS = ("county", "city", "provincial", "national")


@dataclass(frozen=True, slots=True)
class Party:
    """Whoever applies: an organisation, a space through its operator, or a person with the employer they named."""

    organisation: Organisation | None = None
    space: Space | None = None
    person: Person | None = None
    employer: Organisation | None = None

    @property
    def reference(self) -> str:
        """One name for whoever applies, as claims and limits know it."""
        if self.space is not None:
            return f"space:{self.space.public_id}"
        if self.organisation is not None:
            return f"organisation:{self.organisation.uscc}"
        return "" if self.person is None else f"person:{self.person.pk}"

    @property
    def name(self) -> str:
        """What whoever applies is called; of a space its own name."""
        if self.space is not None:
            return self.space.name
        if self.organisation is not None:
            return self.organisation.name
        return "" if self.person is None else opened_person(self.person).name


def known_of(sources: Collection[str], party: Party, call: Round, actor: Actor) -> dict[str, Known]:
    """The value of each source that is known."""
    wanted = {source.partition(".")[0] for source in sources}
    found: dict[str, Known] = {"round.year": call.year}
    if party.organisation is not None:
        found |= _of_organisation(party.organisation)
    if party.space is not None and "space" in wanted:
        found |= _of_space(party.space, sources)
    if party.space is not None and "residency" in wanted:
        stays = stay_counts([party.space.pk])[party.space.pk]
        found["residency.tenants"] = stays[Stay.RESIDENT.value]
        found["residency.graduated"] = stays[Stay.GRADUATED.value]
    if party.person is not None and "person.name" in sources:
        found["person.name"] = opened_person(party.person).name
    if party.employer is not None:
        found["person.employer"] = party.employer.name
    if any(source.startswith(FACT) for source in sources):
        found |= _of_answers(actor, sources)
    return {source: value for source, value in found.items() if source in sources}


def _of_organisation(organisation: Organisation) -> dict[str, Known]:
    return {
        "organisation.name": organisation.name,
        "organisation.uscc": organisation.uscc,
        "organisation.address": organisation.address,
        "organisation.telephone": organisation.telephone,
        "organisation.established_on": organisation.established_on,
    }


def _of_space(space: Space, sources: Collection[str]) -> dict[str, Known]:
    today = clock.today()
    found: dict[str, Known] = {
        "space.name": space.name,
        "space.address": space.address,
        "space.opened_on": space.opened_on,
    }
    if not {"space.area", "space.tenant_area", "space.workstations"}.isdisjoint(sources):
        room = [one for one in capacities_of(space) if one.since <= today]
        if room:
            found["space.area"] = room[-1].area_m2
            found["space.tenant_area"] = room[-1].tenant_area_m2
            found["space.workstations"] = room[-1].workstations
    if not {"space.recognised_on", "space.recognition_number"}.isdisjoint(sources):
        standing = [
            one
            for one in recognitions_of(space)
            if one.since <= today
            and (one.until is None or one.until >= today)
            and (one.revoked_on is None or one.revoked_on > today)
        ]
        if standing:
            best = max(standing, key=lambda one: _LEVELS.index(one.level))
            found["space.recognised_on"] = best.since
            found["space.recognition_number"] = best.number
    return found


def _of_answers(actor: Actor, sources: Collection[str]) -> dict[str, Known]:
    """What the account answered in “我能享受什么”, the newest sheet first."""
    found: dict[str, Known] = {}
    for sheet in sheets_to_resume(actor, None):
        facts = subject_of(current_rulebook(), sheet).subject.facts
        for name, fact in facts.items():
            if FACT + name in sources and isinstance(fact.value, str | int | Decimal | dt.date):
                found.setdefault(FACT + name, fact.value)
    return found


def earlier_of(party: Party, programme_code: str) -> Earlier | None:
    """The last case the same applicant handed in, first of the same programme, else of any."""
    rows = Submission.objects.select_related("case__programme").exclude(case__state=State.DRAFT.value)
    if party.space is not None:
        rows = rows.filter(case__space=party.space.public_id)
    elif party.organisation is not None:
        rows = rows.filter(case__organisation=party.organisation, case__space="")
    elif party.person is not None:
        rows = rows.filter(case__person=str(party.person.pk))
    else:
        return None
    last = list(rows.order_by("-pk")[:20])
    best = next((row for row in last if row.case.programme.code == programme_code), None)
    row = best or (last[0] if last else None)
    if row is None:
        return None
    case: Case = row.case
    return Earlier(case.number, version_content(case.version_id).fields, row.answers)
