"""A makerspace in Shenyang is helped with its rent: from the invoice to the money, and from the money back to the clause."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.whole import world
from tests.whole.world import Province
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Letter, Round
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.cases.services.opening import Chosen
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.errors import ResultsTaken
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import Account
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.ledger.services.batches import batch_export, batch_make
from zhongchuang.ledger.services.results import results_import, results_read
from zhongchuang.ledger.tests.payments import answer, lines_of, result_file
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, signed_in
from zhongchuang.policy.tests.factory import words

YUAN = 100


def form(*items: tuple[str, str, str, int], year: int = 2025) -> dict[str, dict[str, str]]:
    """The form with these items: kind, contract, invoice, amount in 元."""
    rows: dict[str, str] = {}
    for number, (kind, contract, invoice, amount) in enumerate(items):
        rows |= {
            f"items-{number}-category": kind,
            f"items-{number}-what": "场地租金",
            f"items-{number}-contract": contract,
            f"items-{number}-invoice": invoice,
            f"items-{number}-amount": str(amount),
        }
    total = sum(amount for *_rest, amount in items)
    return {
        "about": {"year": str(year)},
        "costs": {**rows, "total": str(total)},
        "payee": {"bank_name": "虚构银行沈阳支行", "bank_account": "6222000000000012345"},
    }


def applied(
    where: Province, call: Round, name: str, *items: tuple[str, str, str, int]
) -> tuple[PersonActor, Case]:
    account, space = world.space(where, name)
    who = actor(account)
    case = world.started(who, call, Chosen(space=space.public_id))
    world.fill(who, case, form(*items))
    world.paper(who, case, "contracts", "invoices")
    return who, world.handed_in(who, case)


def decided(where: Province, case: Case, amount: int, day: FrozenClock) -> Case:
    """Through recommendation, review and notice to the decision and the co-signature; `amount` in 元."""
    world.recommended(where, case)
    world.accepted(where, case)
    world.scored(where, world.drawn(where, case, 3))
    notice = notice_draft(
        actor=where.officer,
        round=case.round,
        cases={case.pk: amount * YUAN},
        text=NoticeText("拟补助名单公示", "现予公示。", "辽宁省科技厅（虚构），024-00000000"),
    )
    notice = notice_publish(actor=where.reviewer, notice=notice, expected_version=notice.row_version)
    assert notice.closes_on is not None
    day.move_to(notice.closes_on + dt.timedelta(days=1))
    notice_end(actor=SYSTEM, notice_id=notice.pk)
    case_clear(actor=where.officer, case_id=case.pk)
    meeting = meeting_record(
        actor=where.officer,
        number="虚构纪要〔2026〕3号",
        kind="party_group",
        held_on=notice.closes_on,
        department=where.department.pk,
        summary="同意补助。",
    )
    case.refresh_from_db()
    case_approve(
        actor=where.reviewer,
        asked=Asked(case.pk, case.row_version, "支出真实，票据齐全。", meeting, amount * YUAN),
    )
    case.refresh_from_db()
    case_cosign(actor=where.finance, asked=Asked(case.pk, case.row_version))
    case.refresh_from_db()
    return case


def taken_in(where: Province, file: bytes) -> None:
    """The bank's answer, booked."""
    results = results_read(actor=where.signer, filename="回单.csv", data=file)
    results_import(actor=where.signer, results=results, expected_version=results.row_version)


def test_from_the_invoice_to_the_money_and_back_to_the_clause(day: FrozenClock) -> None:
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）")
    budget = world.funded(liaoning, "liaoning/running-cost-subsidy", 1_000_000 * YUAN)
    call = world.opened(liaoning, "liaoning/running-cost-subsidy", budget=budget)
    _who, case = applied(
        liaoning, call, "浑河众创空间（虚构）", ("rent", "HT-1", "24212000000000000001", 60_000)
    )
    assert case.asked == 60_000 * YUAN
    decided(liaoning, case, 50_000, day)
    assert world.state_of(case) is State.APPROVED

    (order,) = orders_of_case(case.number)
    assert (order.amount, order.state) == (50_000 * YUAN, "released")
    batch = batch_make(actor=liaoning.signer, orders={order.pk: None}, key=None, check=payment_check())
    batch_export(actor=liaoning.signer, batch=batch)
    file = result_file([answer(line) for line in lines_of(batch)])
    taken_in(liaoning, file)
    with pytest.raises(ResultsTaken):  # the same file a second time pays nothing
        taken_in(liaoning, file)
    order.refresh_from_db()
    assert order.state == "paid"
    payee = Account.objects.get(pk=order.payee_id)
    assert ledger.balance_at(payee).balance == 50_000 * YUAN
    assert ledger.books_check().ok

    # from the payment one click leads to the clause that allowed it
    page = signed_in(world.post(Role.FINANCE)).get(f"/money/payments/{order.pk}/")
    link = "/policy/liaozhengbanfa-2015-94/clauses/"
    assert link in page.content.decode()
    letter = Letter.objects.get(case=case)
    assert "50,000" in words(signed_in(None).get(f"/verify/{letter.code}/"))
    assert "6222000000000012345" not in page.content.decode()


def test_an_invoice_counts_once_whoever_hands_it_in(day: FrozenClock) -> None:
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）")
    budget = world.funded(liaoning, "liaoning/running-cost-subsidy", 1_000_000 * YUAN)
    call = world.opened(liaoning, "liaoning/running-cost-subsidy", budget=budget)
    applied(liaoning, call, "第一众创空间（虚构）", ("rent", "HT-1", "24212000000000000001", 60_000))
    with pytest.raises(AlreadyClaimed, match="24212000000000000001"):
        applied(liaoning, call, "第二众创空间（虚构）", ("rent", "HT-2", "2421 2000 0000 0000 0001", 10_000))
    assert Case.objects.get(state=State.DRAFT.value).applicant_name.startswith("第二众创空间")
