"""The clearance of a case: bound to what was asked, by whom, on which papers, with which claims; void when any changes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.clearance.decisions import facts_digest
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.services import clearance_issue, clearance_required
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Refused
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row

CLEARABLE = (
    State.SUBMITTED,
    State.REVIEWING,
    State.DILIGENCE,
    State.TO_ANNOUNCE,
    State.ANNOUNCED,
    State.TO_DECIDE,
    State.APPROVED,
)

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Clearance


def holder_of(case: Case) -> str:
    """Under which name a case claims and is cleared."""
    return f"case:{case.number}"


def facts_of(case: Case) -> dict[str, Json]:
    """What a clearance of the case is bound to; answers by their digest, so that nothing personal is kept twice."""
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
    }


@transaction.atomic
def case_clear(*, actor: Actor, case_id: int, expected_version: int | None = None) -> Clearance:
    """Check the case for double support and issue its clearance. Raises NotFound, NotAllowed, StaleVersion, Refused."""
    case = lock_row(visible_cases(actor, Case.objects.all()), case_id, expected_version=expected_version)
    if State(case.state) not in CLEARABLE:
        raise Refused(
            "这件办件现在不需要查重。",
            "This case needs no clearance now.",
            next_zh="受理之后、决定之前办理查重。",
            next_en="It is cleared after acceptance and before the decision.",
            code="cases.not_clearable",
        )
    return clearance_issue(actor=actor, holder=holder_of(case), facts=facts_of(case))


def clearance_of(case: Case, *, code: str | None = None) -> Clearance:
    """The clearance that stands for the case as it is now, held until the transaction ends. Raises NoClearance."""
    return clearance_required(holder=holder_of(case), facts=facts_of(case), code=code)
