"""Exceptions of a case from what its check found: asked for and confirmed by two of the department who do not stand behind the
applicant; confirmed, the case is cleared at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.clearing import case_checked, holder_of
from zhongchuang.cases.services.sides import refuse_behind_applicant
from zhongchuang.clearance.errors import NoFinding
from zhongchuang.clearance.selectors.checks import check_of, override_to_see
from zhongchuang.clearance.services import (
    Checked,
    override_ask,
    override_confirm,
    override_refuse,
    warning_look,
)
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotFound, Wording
from zhongchuang.core.locks import lock_row
from zhongchuang.parties.decisions import masked_name

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Check, Override

_WITH = ("programme", "round__department", "organisation", "employer")


@transaction.atomic
def exception_ask(*, actor: Actor, case_id: int, facts: str, reason: str) -> Override:
    """Ask for an exception from what the case's last check found (`facts`: the digest the page showed).

    Raises NotFound, BothSides, NoFinding, InvalidInput where the reason names the person who applies, and what `override_ask`
    raises.
    """
    case = _held(actor, case_id)
    if (
        case.organisation_id is None
        and case.applicant_name
        and case.applicant_name in "".join(reason.split())
    ):
        told = Wording(
            "理由会公开，请不要写申请人的姓名，写“申请人”",
            "It is published: write “the applicant”, not the name",
        )
        raise InvalidInput("例外没有提出。", "No exception was asked for.", fields={"reason": told})
    recipient = case.applicant_name if case.organisation_id else masked_name(case.applicant_name)
    return override_ask(
        actor=actor, check_id=_check(case).pk, facts=facts, recipient=recipient, reason=reason
    )


@transaction.atomic
def exception_confirm(
    *, actor: Actor, case_id: int, number: str, expected_version: int, answer: str = ""
) -> Checked:
    """Confirm an exception of a case, and clear the case with it: it is checked anew, so changed facts leave it without one.

    Raises NotFound, BothSides, FactsMoved, and what `override_confirm` raises.
    """
    case = _held(actor, case_id)
    _refuse_another(actor, case, number)
    override_confirm(actor=actor, number=number, expected_version=expected_version, answer=answer)
    return case_checked(actor, case)


@transaction.atomic
def exception_refuse(
    *, actor: Actor, case_id: int, number: str, expected_version: int, answer: str
) -> Override:
    """Do not confirm an exception of a case. Raises NotFound, BothSides, and what `override_refuse` raises."""
    case = _held(actor, case_id)
    _refuse_another(actor, case, number)
    return override_refuse(actor=actor, number=number, expected_version=expected_version, answer=answer)


@transaction.atomic
def warning_looked(*, actor: Actor, case_id: int, facts: str, words: str) -> Check:
    """Say what came of the warnings of a case's check. Raises NotFound, BothSides, NoFinding, and what `warning_look` raises."""
    case = _held(actor, case_id)
    return warning_look(actor=actor, check_id=_check(case).pk, facts=facts, words=words)


def _held(actor: Actor, case_id: int) -> Case:
    rows = visible_cases(actor, Case.objects.select_related(*_WITH))
    case = lock_row(rows, case_id)
    refuse_behind_applicant(actor, case)
    return case


def _check(case: Case) -> Check:
    found = check_of(holder_of(case))
    if found is None:
        raise NoFinding()
    return found


def _refuse_another(actor: Actor, case: Case, number: str) -> None:
    if override_to_see(actor, number).holder != holder_of(case):
        raise NotFound()
