"""A payment leaves only while its case stands and is clear."""

from __future__ import annotations

import pytest

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign
from zhongchuang.cases.tests.deciding.test_deciding import asked, ready, reviewer
from zhongchuang.cases.tests.factory import at_post, organisation
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.clearance.services import clearance_void
from zhongchuang.core.errors import Refused
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import PaymentOrder
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.ledger.services.batches import batch_make
from zhongchuang.ledger.tests.factory import FINANCE
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db


def payable() -> tuple[Case, PaymentOrder]:
    case = ready()
    case_approve(actor=reviewer(), asked=asked(case))
    case.refresh_from_db()
    case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version))
    case.refresh_from_db()
    (order,) = orders_of_case(case.number)
    return case, order


def send(order: PaymentOrder) -> None:
    batch_make(actor=FINANCE, orders={order.pk: None}, key=None, check=payment_check())


def test_what_stands_and_is_clear_is_sent() -> None:
    _case, order = payable()
    send(order)
    order.refresh_from_db()
    assert order.state == "sent"


def test_a_clearance_that_is_void() -> None:
    case, order = payable()
    clearance_void(actor=SYSTEM, holder=f"case:{case.number}", reason="事实有变")
    with pytest.raises(NoClearance):
        send(order)


def test_a_fact_that_changed() -> None:
    case, order = payable()
    case.answers = case.answers | {"project": "另一个项目"}
    case.save()
    with pytest.raises(NoClearance, match="有变化"):
        send(order)
    order.refresh_from_db()
    assert order.state == "released"


def test_a_case_that_no_longer_stands() -> None:
    case, order = payable()
    Case.objects.filter(pk=case.pk).update(state=State.REVOKED.value)
    with pytest.raises(Refused, match="不是已批准"):
        send(order)


def test_a_payee_that_is_no_more() -> None:
    case, order = payable()
    Organisation.objects.filter(pk=case.organisation_id).update(state="closed")
    with pytest.raises(Refused, match="已注销"):
        send(order)


def test_a_payee_merged_into_one_that_stands_is_paid_and_into_one_that_is_no_more_is_not() -> None:
    case, order = payable()
    into = organisation(2)
    Organisation.objects.filter(pk=case.organisation_id).update(state="merged", merged_into=into)
    Organisation.objects.filter(pk=into.pk).update(state="closed")
    with pytest.raises(Refused, match="已注销"):
        send(order)
    Organisation.objects.filter(pk=into.pk).update(state="verified")
    send(order)


def test_a_payment_of_no_case() -> None:
    _case, order = payable()
    PaymentOrder.objects.filter(pk=order.pk).update(case="NO-1")
    with pytest.raises(NoClearance):
        send(order)
