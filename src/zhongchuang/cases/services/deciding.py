"""Decisions: approved or refused on a meeting's minutes, co-signed by finance, revoked. One stands at a time.

Nothing is approved without a clearance of the very facts, with an objection open, beyond the quota, or beyond the money.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.cases.deciding.plan import in_force_until, owed_after, parts_of
from zhongchuang.cases.deciding.voting import Votes, vote_problems
from zhongchuang.cases.errors import AmountNotAllowed, NotFinished, ObjectionOpen, QuotaFull
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Aftercare, Case, Decision, Meeting, Objection, ObjectionState, Round
from zhongchuang.cases.programmes.accounts import account_masked, account_number
from zhongchuang.cases.programmes.schema import Kind, Step
from zhongchuang.cases.selectors.notices import notice_is_passed
from zhongchuang.cases.services import vouchers
from zhongchuang.cases.services.after_papers import task_paper
from zhongchuang.cases.services.amounts import amount_granted, cleared_for
from zhongchuang.cases.services.amounts import amount_limit as amount_limit
from zhongchuang.cases.services.awarding import award_of, award_revoked
from zhongchuang.cases.services.clearing import clearance_of, holder_of
from zhongchuang.cases.services.letters import decision_letter, letters_revoke
from zhongchuang.cases.services.moving import Moving, moving
from zhongchuang.cases.services.recognising import space_recognise, space_unrecognise
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.clearance.errors import WarningsUnseen
from zhongchuang.clearance.selectors.checks import warnings_unseen
from zhongchuang.clearance.services import claims_release
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, Refused, Wording
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.ledger.services.payments import payment_commit, payment_stop, payments_release

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Clearance

WAITS = {"report": "后续报告核验通过", "acceptance": "项目验收通过"}
APPROVED, REFUSED, REVOKED = "approved", "refused", "revoked"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a decision form says. `amount` in 分; None where the programme gives no money."""

    case_id: int
    expected_version: int | None
    grounds: str = ""
    meeting: Meeting | None = None
    amount: int | None = None
    votes: Votes | None = None  # where a committee decides

    def as_request(self) -> dict[str, object]:
        """What the answer depends on, for the idempotency key."""
        return {
            "case": self.case_id,
            "version": self.expected_version,
            "grounds": self.grounds,
            "meeting": self.meeting.pk if self.meeting else None,
            "amount": self.amount,
            "votes": self.votes and list(self.votes.counted),
        }


def case_approve(*, actor: Actor, asked: Asked, key: str | None = None) -> Decision:
    """Approve a case; the money, if any, is held from now on.

    Raises what `moving` raises, InvalidInput, ObjectionOpen, NoClearance, NotClear, FactsMoved, WarningsUnseen, QuotaFull, AmountNotAllowed,
    NotEnough.
    """
    return _once(actor, key, "cases.approve", asked, _approve)


def case_refuse(*, actor: Actor, asked: Asked, key: str | None = None) -> Decision:
    """Refuse a case, with the grounds and where to turn. Its claims are free again. Raises as `case_approve`."""
    return _once(actor, key, "cases.refuse", asked, _refuse)


def case_cosign(*, actor: Actor, asked: Asked, key: str | None = None) -> Decision:
    """The finance department signs: the decision is complete, and what is due at once may be paid.

    Raises what `moving` raises, NoClearance where a fact changed since the decision, SameOfficer.
    """
    return _once(actor, key, "cases.cosign", asked, _cosign)


def case_cosign_back(*, actor: Actor, asked: Asked, key: str | None = None) -> Decision:
    """Finance sends a decision back: it has to be made again. Raises what `moving` raises."""
    return _once(actor, key, "cases.cosign_back", asked, _cosign_back)


def case_revoke(*, actor: Actor, asked: Asked, key: str | None = None) -> Decision:
    """Take an approval back: what is not yet paid is stopped, papers and recognition are void, claims are free.

    What has been paid is demanded back with a clawback in the ledger. Raises what `moving` raises, InvalidInput.
    """
    return _once(actor, key, "cases.revoke", asked, _revoke)


def _once(
    actor: Actor, key: str | None, verb: str, asked: Asked, run: Callable[[Actor, Asked], Decision]
) -> Decision:
    return once(actor, key, verb, asked.as_request(), lambda: run(actor, asked), Decision)


def case_end(*, actor: Actor, case_id: int, expected_version: int | None = None) -> Case:
    """End a case of which nothing is owed any more. Raises what `moving` raises, NotFinished."""
    with moving(actor=actor, case_id=case_id, move=MoveName.END, expected_version=expected_version) as held:
        owed = Aftercare.objects.filter(case=held.case, result="").count()
        if owed:
            raise NotFinished(f"还有 {owed} 项后续事项", f"{owed} duties are still open")
        unpaid = [o for o in orders_of_case(held.case.number) if o.state not in ("paid", "cancelled")]
        if unpaid:
            raise NotFinished(f"还有 {len(unpaid)} 笔没有付完", f"{len(unpaid)} payments are not made")
    return held.case


def standing_decision(case: Case) -> Decision:
    """The decision that stands of a case. Raises Refused where there is none."""
    found: Decision | None = (
        Decision.objects.filter(case=case, superseded_at=None).select_related("meeting").first()
    )
    if found is None:
        raise Refused("这件办件还没有决定。", "This case has not been decided.", code="cases.not_decided")
    return found


def _approve(actor: Actor, asked: Asked) -> Decision:
    with _moving(actor, asked, MoveName.APPROVE) as held:
        case = held.case
        _checked(held, asked)
        _refuse_open_objections(case)
        _refuse_unannounced(case)
        clearance = clearance_of(case)
        if warnings_unseen(clearance):
            raise WarningsUnseen()
        _take_a_place(case)
        granted = amount_granted(held, asked.amount, clearance)
        clearance = cleared_for(held, clearance, granted)
        decision = _decided(held, APPROVED, asked, amount=granted, clearance=clearance.code)
        case.granted, case.decided_on = granted, decision.decided_on
        if granted is not None:
            _commit(held, decision, clearance, granted)
        held.details.update(amount=granted, clearance=clearance.code)
        if held.target is State.APPROVED:
            _in_force(held, decision)
    return decision


def _refuse(actor: Actor, asked: Asked) -> Decision:
    with _moving(actor, asked, MoveName.REFUSE) as held:
        case = held.case
        _checked(held, asked)
        _refuse_open_objections(case)
        _stop_payments(actor, case, "不予批准")
        decision = _decided(held, REFUSED, asked)
        case.granted, case.decided_on = None, decision.decided_on
        claims_release(actor=actor, holder=holder_of(case), reason="不予批准")
        decision_letter(actor=actor, decision=decision, programme=held.programme)
    return decision


def _cosign(actor: Actor, asked: Asked) -> Decision:
    with _moving(actor, asked, MoveName.COSIGN) as held:
        case = held.case
        decision = standing_decision(case)
        _refuse_open_objections(case)
        clearance_of(case, code=decision.clearance)
        decision.cosigned_by = signed(actor)
        decision.cosigned_at = clock.now()
        decision.save(update_fields=["cosigned_by", "cosigned_at"])
        waiting = {
            order.pk: None
            for order in orders_of_case(case.number)
            if order.state == "committed" and not order.waits_for
        }
        if waiting:
            payments_release(actor=actor, orders=waiting)
        _in_force(held, decision)
    return decision


def _cosign_back(actor: Actor, asked: Asked) -> Decision:
    with _moving(actor, asked, MoveName.COSIGN_BACK) as held:
        decision = standing_decision(held.case)
        decision.superseded_at = clock.now()
        decision.save(update_fields=["superseded_at"])
        held.case.granted, held.case.decided_on = None, None
    return decision


def _revoke(actor: Actor, asked: Asked) -> Decision:
    with _moving(actor, asked, MoveName.REVOKE) as held:
        case = held.case
        _checked(held, asked)
        _stop_payments(actor, case, "决定已撤销")
        vouchers.voucher_withdrawn(actor=actor, case=case, reason=asked.grounds)
        letters_revoke(actor=actor, case=case, reason=asked.grounds)
        decision = _decided(held, REVOKED, asked)
        if held.programme.kind is Kind.RECOGNITION and case.space:
            space_unrecognise(actor=actor, case=case, on=decision.decided_on, reason=asked.grounds)
        claims_release(actor=actor, holder=holder_of(case), reason="决定已撤销")
        decision_letter(actor=actor, decision=decision, programme=held.programme)
        award_revoked(actor=actor, case=case, on=decision.decided_on, reason=asked.grounds)
    return decision


def _moving(actor: Actor, asked: Asked, move: MoveName) -> AbstractContextManager[Moving]:
    return moving(
        actor=actor,
        case_id=asked.case_id,
        move=move,
        expected_version=asked.expected_version,
        reason=asked.grounds,
    )


def _checked(held: Moving, asked: Asked) -> None:
    fields: dict[str, Wording] = {}
    meeting = asked.meeting
    if not asked.grounds.strip():
        fields["grounds"] = Wording("请写明理由和依据", "Say on what grounds")
    if meeting is None and held.programme.decision.meeting != "none":
        fields["meeting"] = Wording("请选择所依据的会议纪要", "Choose the minutes it rests on")
    elif meeting is not None and meeting.department_id != held.case.round.department_id:
        fields["meeting"] = Wording("不是本部门的会议", "Not a meeting of this department")
    elif meeting is not None and meeting.held_on < business_date(held.case.created_at):
        fields["meeting"] = Wording(
            "会议在这件办件之前，没有议过它", "It was held before there was this case"
        )
    if held.move.name is not MoveName.REVOKE:
        approves, held_by = held.move.name is MoveName.APPROVE, meeting.kind if meeting else None
        fields |= vote_problems(held.programme.decision.meeting, asked.votes, held_by, approves=approves)
    if fields:
        raise InvalidInput("决定没有作出。", "Nothing was decided.", fields=fields)


def _refuse_open_objections(case: Case) -> None:
    rows = Objection.objects.filter(case=case, state=ObjectionState.OPEN).order_by("pk")
    numbers = list(rows.values_list("number", flat=True))
    if numbers:
        raise ObjectionOpen(numbers)


def _refuse_unannounced(case: Case) -> None:
    """What has to be announced is approved only after its notice has run; below the pass mark it was never announced."""
    if not notice_is_passed(case):
        raise Refused(
            "这件办件没有公示期满，不能批准。",
            "This case has not been through its public notice, so it cannot be approved.",
            next_zh="评审未达合格线的作不批准决定；应当公示的先公示。",
            next_en="Refuse what is below the pass mark; announce what has to be announced.",
            code="cases.not_announced",
        )


def _take_a_place(case: Case) -> None:
    """The round is locked, so that of two decisions racing for its last place one finds it taken."""
    call = Round.objects.select_for_update().get(pk=case.round_id)
    if call.quota is None:
        return
    taken = Decision.objects.filter(case__round=call, outcome=APPROVED, superseded_at=None).exclude(case=case)
    if taken.count() >= call.quota:
        raise QuotaFull(call.quota)


def _decided(
    held: Moving,
    outcome: str,
    asked: Asked,
    *,
    amount: int | None = None,
    clearance: str = "",
) -> Decision:
    """Write the decision; the one before it, if any, no longer stands."""
    _supersede(held.case)
    basis = held.programme.basis[0]
    decision: Decision = Decision.objects.create(
        case=held.case,
        outcome=outcome,
        amount=amount,
        grounds=asked.grounds.strip()
        if asked.votes is None
        else f"{asked.grounds.strip()}\n{asked.votes.in_words}",
        clause=f"{basis.document}#{basis.clause or ''}",
        remedies=held.programme.decision.remedies.zh,
        meeting=asked.meeting,
        clearance=clearance,
        decided_on=clock.today(),
        decided_at=clock.now(),
        decided_by=signed(held.actor),
    )
    return decision


def _supersede(case: Case) -> None:
    Decision.objects.filter(case=case, superseded_at=None).update(superseded_at=clock.now())


def _commit(held: Moving, decision: Decision, clearance: Clearance, granted: int) -> None:
    """Hold the money of every part of the plan; what an earlier decision held is released first."""
    case, money = held.case, held.programme.money
    assert money is not None
    if held.programme.voucher is not None:
        vouchers.voucher_promise(actor=held.actor, case=case, programme=held.programme, granted=granted)
        return
    budget = case.round.budget
    if budget is None:
        raise Refused(
            "这一批没有指定预算，不能承诺资金。",
            "The round names no budget, so no money can be promised.",
            next_zh="请在申报批次里选择预算。",
            next_en="Choose a budget in the round.",
            code="cases.no_budget",
        )
    _stop_payments(held.actor, case, "重新决定")
    try:
        parts = parts_of(granted, money.instalments, decision.decided_on, working_calendar())
    except ValueError:
        raise AmountNotAllowed("金额太小，不够分期。", "Too little to be paid in parts.") from None
    account = account_number(str(case.answers.get("bank_account", "")))
    audit_write(
        actor=held.actor,
        verb="cases.bank_account_open",
        target=case,
        after={"for": "payment", "tail": account_masked(account)},
    )
    for part in parts:
        payment_commit(
            actor=held.actor,
            key=None,
            case=case.number,
            part=part.instalment.id,
            budget=budget,
            payee_ref=f"organisation:{case.organisation_id}" if case.organisation_id else case.person,
            payee_name=str(case.answers.get("payee_name") or case.applicant_name),
            bank_name=str(case.answers.get("bank_name", "")),
            bank_account=account,
            amount=part.amount,
            purpose=f"{held.programme.title.zh}（{part.instalment.label.zh}）",
            clause=decision.clause,
            clearance=clearance.code,
            due_on=part.due_on,
            waits_for="" if part.due_on is not None else WAITS[part.instalment.after],
        )


def _stop_payments(actor: Actor, case: Case, reason: str) -> None:
    payment_stop(actor=actor, case=case.number, reason=reason)
    vouchers.voucher_release(actor=actor, case=case, reason=reason)


def _in_force(held: Moving, decision: Decision) -> None:
    """What an approval brings once it is complete: papers, recognition, a term, and what is owed."""
    case, programme = held.case, held.programme
    case.in_force_until = in_force_until(programme, decision.decided_on, case.answers)
    if programme.kind is Kind.RECOGNITION and case.space:
        space_recognise(actor=held.actor, case=case, on=decision.decided_on, basis=decision.clause)
    vouchers.voucher_granted(case=case, decision=decision, programme=programme)
    decision_letter(actor=held.actor, decision=decision, programme=programme)
    task_paper(actor=held.actor, case=case, programme=programme)
    if Step.AFTERCARE in programme.steps:
        Aftercare.objects.bulk_create(
            [
                Aftercare(case=case, item=one.item, turn=one.turn, due_on=one.due_on)
                for one in owed_after(programme, decision.decided_on, case.in_force_until)
            ],
            ignore_conflicts=True,
        )
    award_of(actor=held.actor, case=case, programme=programme, decision=decision)  # last: see award_register
