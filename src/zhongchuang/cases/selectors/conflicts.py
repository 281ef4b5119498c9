"""What experts and applicants are to the world, gathered for `reviewing/conflicts.py`: posts, ties, relations, earlier cases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from zhongchuang.cases.models import Case, Expert, Tie
from zhongchuang.cases.reviewing.conflicts import (
    EMPLOYMENT_YEARS,
    CaseSide,
    Conflict,
    ExpertSide,
    Link,
    Names,
    Relative,
    Tied,
    TieKind,
    against_any,
)
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.parties.selectors import party_names, related_parties, visible_organisations

GATHERER = SystemActor("cases.conflicts")
"""Relations are compared whole: whoever arranges a panel need not be one who may open every organisation."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Both sides, and what organisations are called; `against` asks about one expert."""

    experts: dict[int, ExpertSide]
    cases: tuple[CaseSide, ...]
    names: Names
    on: dt.date

    def against(self, expert: int) -> tuple[tuple[str, Conflict], ...]:
        """What keeps an expert from these cases."""
        return against_any(self.experts[expert], self.cases, self.names, self.on)


def gathered(experts: Collection[Expert], cases: Collection[Case]) -> Gathered:
    """Experts and cases as they stand today. Five statements for all experts, some for each applicant organisation."""
    on = clock.today()
    sides = _experts(experts, on)
    case_sides = _cases(cases, on)
    wanted = {house for case in case_sides for house in case.houses}
    for side in sides.values():
        wanted |= {one.organisation for one in side.ties} | set(side.acts_for)
        wanted |= {side.employer} if side.employer is not None else set()
    named = visible_organisations(GATHERER).filter(pk__in=wanted).values_list("pk", "name")
    return Gathered(sides, case_sides, dict(named), on)


def _experts(experts: Collection[Expert], on: dt.date) -> dict[int, ExpertSide]:
    pks = [expert.pk for expert in experts]
    rows = Expert.objects.filter(pk__in=pks)
    acts_for = _pairs(
        rows.filter(account__memberships__until=None).values_list(
            "pk", "account__memberships__organisation_id"
        )
    )
    people = dict(rows.values_list("pk", "account__person__pk"))
    ties: dict[int, list[Tied]] = defaultdict(list)
    for tie in Tie.objects.filter(expert__in=pks, organisation__isnull=False).order_by("pk"):
        assert tie.organisation_id is not None
        ties[tie.expert_id].append(Tied(TieKind(tie.kind), tie.organisation_id, tie.since, tie.until))
    since = on - dt.timedelta(days=366 * EMPLOYMENT_YEARS)
    earlier = Case.objects.filter(
        account__in=[expert.account_id for expert in experts],
        organisation__isnull=False,
        submitted_at__gte=clock.day_start(since),
    )
    applied = _pairs(earlier.values_list("account_id", "organisation_id").distinct())
    return {
        expert.pk: ExpertSide(
            name=expert.account.name,
            account=expert.account_id,
            person=people.get(expert.pk) or _number(expert.person),
            employer=expert.organisation_id,
            acts_for=frozenset(acts_for[expert.pk]),
            ties=tuple(ties[expert.pk]),
            applied_for=frozenset(applied[expert.account_id]),
        )
        for expert in experts
    }


def _cases(cases: Collection[Case], on: dt.date) -> tuple[CaseSide, ...]:
    relatives: dict[int, tuple[Relative, ...]] = {}
    for case in cases:
        if case.organisation is not None and case.organisation.pk not in relatives:
            relatives[case.organisation.pk] = _relatives(case, on)
    return tuple(
        CaseSide(
            number=case.number,
            account=case.account_id,
            person=_number(case.person),
            organisation=case.organisation_id,
            employer=case.employer_id,
            relatives=relatives.get(case.organisation_id or 0, ()),
        )
        for case in cases
    )


def _relatives(case: Case, on: dt.date) -> tuple[Relative, ...]:
    assert case.organisation is not None
    found = related_parties(case.organisation, on)
    edges = [edge for one in found for edge in one.path]
    names = party_names({edge.party for edge in edges} | {edge.target for edge in edges})
    return tuple(
        Relative(
            one.party.is_person,
            one.party.pk,
            tuple(
                Link(names.get(edge.party, ""), edge.kind.value, names.get(edge.target, ""))
                for edge in one.path
            ),
        )
        for one in found
    )


def _pairs(rows: Iterable[tuple[int, int | None]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in rows:
        if value is not None:
            found[key].add(value)
    return found


def _number(reference: str) -> int | None:
    """The key a reference of a person holds (`12`, `person:12`); None where there is none."""
    digits = reference.rpartition(":")[2]
    return int(digits) if digits.isdecimal() else None
