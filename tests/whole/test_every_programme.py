"""Every programme of the packs runs from its form to its end: once granted, once refused, by the people whose turn it is.

The form is answered from the programme's own definitions, its steps are walked in their order, and at the end there is what it
promises: money in the ledger or a record, a paper with its code, and the clause it all rests on. A template that waits for its
rules is walked as if they had come; as it stands it must not open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import Settings

from tests.whole import world
from tests.whole.answering import answered, filled
from tests.whole.world import Province
from zhongchuang.cases.deciding.voting import COMMITTEE, Votes
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.flow.states import STATION
from zhongchuang.cases.models import Aftercare, Case, CaseMove, Decision, Letter, Programme, Round
from zhongchuang.cases.programmes.errors import ProgrammeNotReady
from zhongchuang.cases.programmes.schema import Applicant, Step
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.programmes import programme_of, version_content
from zhongchuang.cases.services import closing, letters
from zhongchuang.cases.services.aftercare import aftercare_check, aftercare_submit, duty_of
from zhongchuang.cases.services.clearing import case_clear, holder_of
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign, case_end, case_refuse
from zhongchuang.cases.services.diligence import Report, case_diligence_done
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.cases.services.opening import Chosen
from zhongchuang.cases.services.programmes import version_keep
from zhongchuang.cases.services.recommending import case_recommend, employer_approve
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock
from zhongchuang.core.outbox.delivery import run_outbox_once
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import Account as Book
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.ledger.selectors.promises import promise_of
from zhongchuang.ledger.services.batches import batch_export, batch_make
from zhongchuang.ledger.services.payments import payments_release
from zhongchuang.ledger.services.results import results_import, results_read
from zhongchuang.ledger.tests.payments import answer, lines_of, result_file
from zhongchuang.parties import services as parties
from zhongchuang.parties.models import Account, OrganisationKind, Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, signed_in
from zhongchuang.policy.packs.loader import default_root
from zhongchuang.policy.tests.factory import words
from zhongchuang.vouchers.models import Voucher
from zhongchuang.vouchers.selectors import vouchers_proof

YUAN = 100
WEALTH = 10_000_000 * YUAN
GRANT = 50_000 * YUAN
ON_PAPER = "liaoning/running-cost-subsidy"
"""The programme whose papers are really made; elsewhere typst is spared, which the tests of letters see to."""
CODES = sorted(
    f"{file.parent.parent.name}/{file.stem}" for file in default_root().glob("*/programmes/*.yaml")
)
PLACES = {
    "gansu": ("620000", "620100", "620102"),
    "liaoning": ("210000", "210100", "210102"),
    "yunnan": ("530000", "530100", "530100"),  # no county of Yunnan is in the packs: the city comes first
    "national": ("620000", "620100", "620102"),
}
KINDS = {
    "investor": OrganisationKind.INVESTOR,
    "university": OrganisationKind.UNIVERSITY,
    "institute": OrganisationKind.INSTITUTE,
    "provider": OrganisationKind.PROVIDER,
}


@pytest.fixture(autouse=True)
def _figures_are_tried_out(request: pytest.FixtureRequest, settings: Settings) -> None:
    """No scheme of Liaoning names a figure yet: its programme is walked with the demonstration's."""
    settings.DEMONSTRATION = "innovation-voucher" in request.node.name


@pytest.fixture(autouse=True)
def _papers_are_spared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if ON_PAPER not in request.node.name:
        for module in (letters, closing):
            monkeypatch.setattr(module, "render_pdf", lambda *_data, **_made: world.PDF)


@dataclass
class Scene:
    """A call of one programme, and the province it is made in."""

    where: Province
    programme: Content
    call: Round
    day: FrozenClock
    applicants: int = 0


@dataclass
class Applied:
    """A case that was handed in, whoever did it, and the employer's manager where there is one."""

    who: PersonActor
    case: Case
    manager: PersonActor | None = None


def scene(code: str, day: FrozenClock) -> Scene:
    """The programme opened, with money where it gives any."""
    pack = code.partition("/")[0]
    found = Programme.objects.select_related("current").get(code=code)
    assert found.current_id is not None
    programme = version_content(found.current_id)
    if programme.awaiting is not None:
        programme = _rules_came(found, programme)
    seats = programme.review.experts + 1 if programme.review else 0
    where = world.province(*PLACES[pack], f"{programme.department.zh}（虚构）", experts=seats)
    budget = world.funded(where, code, WEALTH) if programme.money else None
    call = world.opened(where, code, budget=budget, all_year=programme.windows == "all_year")
    return Scene(where, programme, call, day)


def _rules_came(row: Programme, programme: Content) -> Content:
    """A template does not open; with the rules it waits for, its next version does."""
    with pytest.raises(ProgrammeNotReady):
        world.opened(
            world.province(*PLACES[row.code.partition("/")[0]], "主管部门（虚构）", experts=0), row.code
        )
    said = programme.model_copy(update={"awaiting": None, "version": programme.version + 1})
    if said.voucher is not None:  # the rules of the vouchers came with them
        came = said.voucher.model_copy(update={"scheme": world.scheme_in_force()})
        said = said.model_copy(update={"voucher": came})
    version_keep(
        actor=SYSTEM,
        code=row.code,
        place=row.place_id,
        content=said,
        number=said.version,
        origin="test",
        pack_version="",
        synthetic=True,
    )
    return said


def applied(at: Scene) -> Applied:
    """Somebody of the right kind fills in the form, adds the papers and hands it in."""
    at.applicants += 1
    mark = str(at.applicants)
    name = f"虚构申报主体{mark}"
    manager = None
    match at.programme.applicant:
        case Applicant.SPACE:
            account, space = world.space(at.where, f"{name}众创空间")
            who, chosen = actor(account), Chosen(space=space.public_id)
        case Applicant.ORGANISATION:
            kind = next((KINDS[k] for k in at.programme.kinds if k in KINDS), OrganisationKind.ENTERPRISE)
            firm = world.organisation(name, kind, at.where.county)
            account = make_account()
            parties.membership_add(
                actor=SYSTEM, account=account, organisation=firm, standing=Standing.MANAGER
            )
            who, chosen = actor(account), Chosen(organisation=firm.pk)
        case Applicant.PERSON:
            who, manager, institute = world.researcher(at.where, name, at.applicants)
            chosen = Chosen(employer=institute.pk, place=at.where.city)
    case = world.started(who, at.call, chosen)
    found = filled(at.programme, case.answers, clock.today(), mark=mark)
    world.fill(who, case, found.sections)
    world.paper(who, case, *(paper.id for paper in found.form.materials if paper.required))
    return Applied(who, world.handed_in(who, case), manager)


def led(at: Scene, one: Applied, *, share: int = 80) -> list[State]:
    """From where it was handed in to the decision; returns where it stood on the way."""
    seen: list[State] = []
    while (state := world.state_of(one.case)) is not State.TO_DECIDE:
        seen.append(state)
        _step(at, one, state, share)
        assert len(seen) < len(Step) * 2, seen
    return seen


def _step(at: Scene, one: Applied, state: State, share: int) -> None:
    where, case = at.where, one.case
    match state:
        case State.EMPLOYER:
            assert one.manager is not None
            employer_approve(
                actor=one.manager, case_id=case.pk, expected_version=case.row_version, opinion="同意。"
            )
        case State.RECOMMENDING:
            unit = where.city_unit if case.at_place_id == where.city else where.county_unit
            case_recommend(
                actor=unit, case_id=case.pk, expected_version=case.row_version, opinion="情况属实，同意推荐。"
            )
        case State.SUBMITTED:
            world.accepted(where, case)
        case State.REVIEWING:
            assert at.programme.review is not None
            world.scored(where, world.drawn(where, case, at.programme.review.experts), share)
        case State.DILIGENCE:
            assert at.programme.diligence is not None
            found = answered(at.programme.diligence.sections)
            case_diligence_done(
                actor=where.officer,
                case_id=case.pk,
                expected_version=case.row_version,
                report=Report("现场核实，情况与申报一致。", found),
            )
        case State.TO_ANNOUNCE:
            announced(at, case)
        case State.ANNOUNCED:
            item = case.notice_items.get()
            assert item.notice.closes_on is not None
            at.day.move_to(item.notice.closes_on + dt.timedelta(days=1))
            notice_end(actor=SYSTEM, notice_id=item.notice_id)
        case _:
            raise AssertionError(state)


def announced(at: Scene, case: Case) -> None:
    """Drafted by an officer, published by another person."""
    notice = notice_draft(
        actor=at.where.officer,
        round=at.call,
        cases={case.pk: granted_to(case)},
        text=NoticeText("拟支持名单公示", "现予公示。", "主管部门（虚构），000-00000000"),
    )
    notice_publish(actor=at.where.reviewer, notice=notice, expected_version=notice.row_version)


def granted_to(case: Case) -> int | None:
    """How much a case gets here, in 分."""
    return None if case.asked is None else min(case.asked, GRANT)


def decided(at: Scene, case: Case, *, approves: bool) -> Decision:
    """On minutes where the programme wants them; a second person decides, finance co-signs."""
    where = at.where
    case_clear(actor=where.officer, case_id=case.pk)
    meeting = None
    if at.programme.decision.meeting != "none":
        meeting = meeting_record(
            actor=where.officer,
            number=f"虚构纪要〔2026〕{case.pk}号",
            kind=at.programme.decision.meeting,
            held_on=clock.today(),
            department=where.department.pk,
            summary="议定。",
        )
    case.refresh_from_db()
    grounds = "符合条件，材料齐全。" if approves else "评审未达到合格线，不予支持。"
    votes = None
    if at.programme.decision.meeting == COMMITTEE:
        votes = Votes(5, 1, 1) if approves else Votes(1, 5, 1)
    amount = granted_to(case) if approves else None
    asked = Asked(case.pk, case.row_version, grounds, meeting, amount, votes)
    (case_approve if approves else case_refuse)(actor=where.reviewer, asked=asked)
    if world.state_of(case) is State.TO_COSIGN:
        case_cosign(actor=where.finance, asked=Asked(case.pk, case.row_version))
    case.refresh_from_db()
    made: Decision = Decision.objects.get(case=case, superseded_at=None)
    return made


def paid(at: Scene, case: Case) -> int:
    """Everything signed and due goes to the bank and comes back as paid; returns what the payee now has, in 分."""
    due = [order for order in orders_of_case(case.number) if order.state == "released"]
    batch = batch_make(
        actor=at.where.signer, orders={order.pk: None for order in due}, key=None, check=payment_check()
    )
    batch_export(actor=at.where.signer, batch=batch)
    file = result_file([answer(line) for line in lines_of(batch)])
    results = results_read(actor=at.where.signer, filename="回单.csv", data=file)
    results_import(actor=at.where.signer, results=results, expected_version=results.row_version)
    (payee,) = {order.payee_id for order in orders_of_case(case.number)}
    return ledger.balance_at(Book.objects.get(pk=payee)).balance


def issued(case: Case) -> int:
    """What was promised became a voucher, its money out of the budget in an account of its own; returns its face, in 分."""
    assert promise_of(case.number) is not None
    while run_outbox_once():
        pass
    assert promise_of(case.number) is None
    voucher = Voucher.objects.get(case=case.number)
    book = ledger.balance_at(Book.objects.get(pk=voucher.account_id))
    assert (book.balance, book.held_dr) == (voucher.issued, 0)
    assert vouchers_proof().ok
    return voucher.issued


def looked_after(at: Scene, one: Applied) -> int:
    """Everything owed is handed in and passes; returns how much there was."""
    rows = list(Aftercare.objects.filter(case=one.case).select_related("case"))
    for row in rows:
        done = aftercare_submit(
            actor=one.who,
            pk=row.pk,
            answers=answered(duty_of(row).sections),
            expected_version=row.row_version,
        )
        aftercare_check(
            actor=at.where.officer,
            pk=row.pk,
            result="passed",
            opinion="符合。",
            expected_version=done.row_version,
        )
    return len(rows)


def stations(programme: Content) -> list[State]:
    """Where a case of the programme stands on its way to the decision."""
    before = programme.steps[: programme.steps.index(Step.DECIDE)]
    found: list[State] = []
    for step in before:
        found.append(STATION[step])
        if step is Step.NOTICE:
            found.append(State.ANNOUNCED)
    return found


def without_repeats(states: list[State]) -> Iterator[State]:
    """The chain has a station for each level."""
    for number, state in enumerate(states):
        if number == 0 or states[number - 1] is not state:
            yield state


def rests_on_its_clause(case: Case, letter: Letter) -> None:
    """The paper quotes the clause, and the clause's page says the words."""
    basis = programme_of(case).basis[0]
    assert basis.quote is not None and letter.content["quote"] == basis.quote
    page = words(Client().get(f"/policy/{basis.document}/clauses/{basis.clause}/"))
    assert re.sub(r"\s", "", basis.quote) in re.sub(r"\s", "", page)


def proves_itself(letter: Letter) -> None:
    """Anybody finds the paper by its code, and another code finds nothing."""
    assert "真实有效" in words(Client().get(f"/verify/{letter.code}/"))
    wrong = letter.code[:-1] + ("0" if letter.code[-1] != "0" else "1")
    assert "真实有效" not in Client().get(f"/verify/{wrong}/").content.decode()


@pytest.mark.parametrize("code", CODES)
def test_from_its_form_to_its_end(code: str, day: FrozenClock) -> None:
    at = scene(code, day)
    one = applied(at)
    case = one.case
    assert list(without_repeats(led(at, one))) == stations(at.programme)

    decision = decided(at, case, approves=True)
    assert world.state_of(case) is State.APPROVED
    basis = at.programme.basis[0]
    assert decision.clause == f"{basis.document}#{basis.clause}"
    letter = Letter.objects.get(case=case, kind__in=("decision", "certificate"))
    if at.programme.decision.meeting == COMMITTEE:
        assert "赞成 5 票，反对 1 票" in letter.content["grounds"]
    proves_itself(letter)
    rests_on_its_clause(case, letter)

    owed = 0
    if at.programme.voucher is not None:
        assert issued(case) == case.granted == granted_to(case)
        assert orders_of_case(case.number) == []
        assert ledger.books_check().ok
    elif at.programme.money is not None:
        first = paid(at, case)
        assert 0 < first <= GRANT
        order = orders_of_case(case.number)[0]
        finance = Account.objects.get(pk=at.where.finance.user_id)
        page = signed_in(finance).get(f"/money/payments/{order.pk}/")
        assert f"/policy/{basis.document}/clauses/" in page.content.decode()
        owed = looked_after(at, one)
        late = {o.pk: None for o in orders_of_case(case.number) if o.state == "committed"}
        if late:
            payments_release(actor=at.where.finance, orders=late)
            assert paid(at, case) > first
        assert sum(o.amount for o in orders_of_case(case.number) if o.state == "paid") == granted_to(case)
        assert ledger.books_check().ok
    else:
        owed = looked_after(at, one)
        assert orders_of_case(case.number) == [] and case.granted is None
    assert bool(owed) == (Step.AFTERCARE in at.programme.steps)

    case_end(actor=at.where.officer, case_id=case.pk)
    assert world.state_of(case) is State.ENDED
    moves = [row.move for row in CaseMove.objects.filter(case=case).order_by("pk")]
    assert moves[0] == MoveName.SUBMIT and moves[-1] == MoveName.END

    # another is refused with grounds, and is told where to turn
    other = applied(at)
    led(at, other, share=30)
    decided(at, other.case, approves=False)
    assert world.state_of(other.case) is State.REFUSED
    refusal = Letter.objects.get(case=other.case)
    assert "行政复议" in refusal.content["remedies"] and refusal.content["grounds"]
    proves_itself(refusal)
    assert orders_of_case(other.case.number) == []
    assert list(claims_of(holder_of(other.case))) == []


def test_every_kind_of_support_of_the_texts_is_there() -> None:
    """Deleting a programme's file is noticed."""
    assert len(CODES) >= 29
    names = {code.partition("/")[2] for code in CODES}
    assert names == {
        "space-recognition",
        "leading-space-reward",
        "running-cost-subsidy",
        "contest-winners",
        "science-projects",
        "project-recommendation",
        "instrument-sharing-subsidy",
        "defence-facility-subsidy",
        "startup-loan-person",
        "startup-loan-firm",
        "risk-compensation",
        "sub-fund",
        "ip-transfer",
        "founder-leave",
        "income-distribution",
        "idle-premises",
        "returnee-support",
        "demonstration-base",
        "startup-county",
        "national-filing",
        "innovation-voucher",
    }
