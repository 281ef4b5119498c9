"""A case as a support: what it asks, waits for and was granted, in the one shape the rules against double support look at.

Its row is written in the transaction that moves the case. It belongs to the year it was handed in, from the first day to the
last: a case that is decided in January counts where it was checked. An ended case keeps what it was granted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhongchuang.cases.flow import NOT_HANDED_IN, State
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.claiming import claimant_of, holder_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.clearance.decisions import KeyClaim, identifier
from zhongchuang.clearance.rules import Key, Level, Standing, Support
from zhongchuang.clearance.selectors import standing_clearance
from zhongchuang.clearance.services import support_keep, support_stands
from zhongchuang.clearance.services.supports import support_add
from zhongchuang.core import clock
from zhongchuang.parties.selectors.behind import behind

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

_GRANTED = frozenset({State.TO_COSIGN, State.APPROVED, State.ENDED})
_OVER = frozenset(
    {
        State.REFUSED,
        State.NOT_ACCEPTED,
        State.NOT_RECOMMENDED,
        State.NOT_APPROVED,
        State.WITHDRAWN,
        State.REVOKED,
    }
)
_PARTY_PARTS = frozenset({"party", "applicant", "organisation", "space", "person"})
_LONGEST = 200
_OF_CLAIM = {"invoice": Key.INVOICE, "contract": Key.CONTRACT, "project": Key.PROJECT}
"""Kinds of claims that are keys of the rules. Invoices and contracts have the same number wherever they are handed in."""


def standing_of(state: State) -> Standing | None:
    """How far the support of a case has come, by its state; None where nobody has applied. A clearance makes of WAITING
    CLEARED.
    """
    if state in NOT_HANDED_IN:
        return None
    if state in _OVER:
        return Standing.ENDED
    return Standing.AWARDED if state in _GRANTED else Standing.WAITING


def support_of(case: Case, claims: Sequence[KeyClaim] | None = None) -> Support:
    """The case as it asks: what is checked. It stays the same from the check to the last payment, whatever was granted.

    `claims`: where whoever calls has them. Amount in 分: what is proposed, or was asked for; where nothing was asked, what was
    granted.
    """
    programme = programme_of(case)
    return Support(
        ref=holder_of(case),
        amount=_first(case.proposed, case.asked, case.granted),
        on=handed_in_on(case),
        standing=standing_of(State(case.state)) or Standing.WAITING,
        level=level_of(case.round.department.place_id),
        place=case.place_id,
        keys=_keys(case, programme, claims),
    )


def handed_in_on(case: Case) -> dt.date:
    """The day by which a case belongs to a year: handed in first; of one taken in from paper, decided."""
    if case.submitted_at is not None:
        return clock.business_date(case.submitted_at)
    return case.decided_on or clock.business_date(case.created_at)


def level_of(place: str | None) -> Level | None:
    """The level of government of a department, by the code of its place."""
    if not place:
        return None
    if place == "000000":
        return Level.NATION
    if place.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if place.endswith("00") else Level.COUNTY


def support_follows(
    actor: Actor, case: Case, source: State, claims: Sequence[KeyClaim] | None = None
) -> None:
    """The case was moved from `source`: its support says so. What was handed in (`claims`) is written down whole, else only how
    far it has come.
    """
    after = standing_of(State(case.state))
    if after is None:
        return
    if claims is not None:
        case_support_keep(actor, case, claims, new=source in NOT_HANDED_IN)
    elif after is not standing_of(source):
        _stands(actor, case, after)


def case_support_keep(
    actor: Actor, case: Case, claims: Sequence[KeyClaim] | None = None, *, new: bool = False
) -> None:
    """Write the support of a case whole, as it stands. `new`: it has none yet, which saves asking."""
    support = support_of(case, claims)
    standing, amount = _kept(case, support.standing, new=new)
    span = None
    if (
        case.decided_on is not None
        and case.in_force_until is not None
        and case.in_force_until >= case.decided_on
    ):
        span = (case.decided_on, case.in_force_until)
    whole = Support(
        support.ref, amount, support.on, standing, support.level, support.place, support.keys, span
    )
    keep = support_add if new else support_keep
    keep(actor=actor, support=whole, title=_title(case), department_id=case.round.department_id)


def _stands(actor: Actor, case: Case, after: Standing) -> None:
    standing, amount = _kept(case, after)
    if not support_stands(actor=actor, ref=holder_of(case), standing=standing, amount=amount):
        case_support_keep(actor, case)  # handed in before supports were kept


def _kept(case: Case, standing: Standing, *, new: bool = False) -> tuple[Standing, int]:
    """How far, and with what amount (分): asked, kept by a clearance, granted. `new`: nothing was cleared yet."""
    asked = _first(case.proposed, case.asked, case.granted)
    if standing is Standing.AWARDED:
        return standing, case.granted or 0
    asks = standing is Standing.WAITING and case.pk and not new
    cleared = standing_clearance(holder_of(case)) if asks else None
    if cleared is None:
        return standing, asked
    return Standing.CLEARED, asked if cleared.allowed is None else min(asked, cleared.allowed)


def _first(*amounts: int | None) -> int:
    return next((amount for amount in amounts if amount is not None), 0)


def _title(case: Case) -> str:
    return f"{case.applicant_name} · {case.title}"


def _keys(case: Case, programme: Programme, claims: Sequence[KeyClaim] | None) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}

    def add(key: Key, *values: str) -> None:
        found.setdefault(key, set()).update(one[:_LONGEST] for one in values if one)

    if case.organisation is not None:
        known = behind(case.organisation, clock.today())
        add(Key.ENTITY, *known.codes)
        add(Key.REPRESENTATIVE, *known.representatives)
        add(Key.CONTROLLER, *known.controllers)
        add(Key.RELATED, *known.related)
    if case.person:
        reference = f"person:{case.person.rpartition(':')[2]}"
        add(Key.PERSON, reference)
        if case.organisation is None:
            add(Key.ENTITY, reference)
    made = claims_of(programme, case.answers, claimant_of(case)) if claims is None else claims
    for claim in made:
        if claim.kind in _OF_CLAIM:
            add(_OF_CLAIM[claim.kind], identifier(claim))
        if claim.kind == "project":
            add(Key.CONTENT, "·".join(value for name, value in claim.parts if name not in _PARTY_PARTS))
    add(Key.PROGRAMME, case.programme.code)
    add(Key.FAMILY, programme.kind.value)
    add(Key.CATEGORY, programme.money.category if programme.money else "")
    add(Key.DEPARTMENT, case.round.department.uscc)
    return {key: frozenset(values) for key, values in found.items()}
