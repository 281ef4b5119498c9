"""The clearance of a case: bound to what was asked, by whom, on which papers, with which claims; void when any changes."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.cases.selectors.claiming import holder_of as holder_of
from zhongchuang.cases.selectors.invoices import reversed_of
from zhongchuang.cases.services.supporting import case_support_keep, support_of
from zhongchuang.clearance.decisions import canonical, facts_digest
from zhongchuang.clearance.rules import Key, Support
from zhongchuang.clearance.rules.told import Paths
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.selectors.supports import support_is_kept
from zhongchuang.clearance.services import Checked, Subject, check_make, clearance_confirmed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Refused
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.parties.selectors.behind import Step, paths_behind

CLEARABLE = (
    State.SUBMITTED,
    State.REVIEWING,
    State.DILIGENCE,
    State.TO_ANNOUNCE,
    State.ANNOUNCED,
    State.TO_DECIDE,
    State.APPROVED,
    State.ENDED,  # a payment that came back is made anew
)
_WITH = ("programme", "round__department", "organisation", "employer")

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Clearance


def facts_of(case: Case) -> dict[str, Json]:
    """What a clearance of the case is bound to; answers by their digest, so that nothing personal is kept twice."""
    reversed_now = reversed_of(case)
    papers = CaseFile.objects.filter(case=case, removed_at=None).order_by("pk")
    return {
        "case": case.number,
        "programme": case.version_id,
        "applicant": {"organisation": case.organisation_id, "space": case.space, "person": case.person},
        "answers": facts_digest(case.answers),
        "papers": sha256(
            "\n".join(f"{m} {d}" for m, d in papers.values_list("material", "file__sha256")).encode()
        ).hexdigest(),
        "claims": [*sorted(claim.key for claim in claims_of(holder_of(case)))],
        "asked": case.asked,
        **({"reversed": list(reversed_now)} if reversed_now else {}),
    }


def subject_of(case: Case, held: int | None = None) -> Subject:
    """A case as what is cleared. `held`: what was granted (分); nothing was, where it is None."""
    return Subject(
        holder=holder_of(case),
        read=lambda: support_of(case),
        facts=facts_of(case),
        title=f"{case.applicant_name} · {case.title}",
        department_id=case.round.department_id,
        held=held,
        paths=_paths_of(case),
    )


def _paths_of(case: Case) -> Paths:
    """Asked only where a relation led to somebody, and then once."""

    @cache
    def known() -> dict[str, list[Step]]:
        found = {} if case.organisation is None else paths_behind(case.organisation, clock.today())
        return {canonical(name): path for name, path in found.items()}

    def path_to(other: Support) -> list[Json]:
        named = [known()[name] for name in sorted(other.of(Key.ENTITY)) if name in known()]
        return [list(step) for step in named[0]] if named else []

    return path_to


def case_check(*, actor: Actor, case_id: int, expected_version: int | None = None) -> Checked:
    """Check a case against everything that could meet it; what it came to is kept, with a clearance or without.

    Raises NotFound, NotAllowed, StaleVersion, Refused where it needs none, FactsMoved.
    """
    with transaction.atomic():
        rows = visible_cases(actor, Case.objects.select_related(*_WITH))
        case = lock_row(rows, case_id, expected_version=expected_version)
        if State(case.state) not in CLEARABLE:
            raise Refused(
                "这件办件现在不需要查重。",
                "This case needs no clearance now.",
                next_zh="受理之后、决定之前办理查重。",
                next_en="It is cleared after acceptance and before the decision.",
                code="cases.not_clearable",
            )
        return case_checked(actor, case)


def case_checked(actor: Actor, case: Case) -> Checked:
    """Check a case that the transaction holds. Its row is written first where it never was (handed in before rows were kept)."""
    if not support_is_kept(holder_of(case)):
        case_support_keep(actor, case)
    return check_make(actor=actor, subject=subject_of(case, _granted(case)))


def case_clear(*, actor: Actor, case_id: int, expected_version: int | None = None) -> Clearance:
    """Check the case for double support and issue its clearance. Raises what `case_check` raises, NotClear with every rule that
    leaves nothing; the check is kept all the same.
    """
    checked = case_check(actor=actor, case_id=case_id, expected_version=expected_version)
    if checked.clearance is None:
        raise checked.refusal
    return checked.clearance


def clearance_of(case: Case, *, code: str | None = None, pays: bool = False) -> Clearance:
    """The clearance that stands for the case as everything is now, held until the transaction ends. The rules are asked anew.

    Call with the row of the case held and before round, budget and accounts are. `pays`: nothing is promised anew, so no lane is
    taken. Raises NoClearance, FactsMoved.
    """
    return clearance_confirmed(subject_of(case, _granted(case)), code=code, in_lane=not pays)


def _granted(case: Case) -> int | None:
    return case.granted if State(case.state) in (State.TO_COSIGN, State.APPROVED, State.ENDED) else None
