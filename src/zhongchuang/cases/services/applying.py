"""A case is handed in, handed in again after mending, taken back. What makes it unique is claimed in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from zhongchuang.cases.errors import (
    AppliedAlready,
    Barred,
    ChecksNotMet,
    FormIncomplete,
    NotVerified,
    WindowClosed,
)
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, CaseFile, Recommendation, Submission
from zhongchuang.cases.programmes.answers import Form, difference, digest_of
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.programmes.schema import FieldType
from zhongchuang.cases.selectors.applying import (
    bar_of,
    files_of,
    form_of_case,
    handed_in_by_same,
    known_now,
    party_of,
)
from zhongchuang.cases.selectors.claiming import claimant_of, holder_of
from zhongchuang.cases.services.attempts import attempts_kept
from zhongchuang.cases.services.chain import enter_first
from zhongchuang.cases.services.invoices import refuse_wrong_invoices
from zhongchuang.cases.services.moving import Moving, moving
from zhongchuang.cases.services.numbering import number_take
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.services import claims_release, claims_take, clearance_void
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import alone
from zhongchuang.core.written import add

VERIFIED = "verified"
TITLES = ("project", "project_name", "title")
"""Fields that say what a case is called, the first that is there."""


def case_submit(
    *,
    actor: Actor,
    case_id: int,
    expected_version: int | None,
    confirmed: bool,
    key: str | None = None,
) -> Case:
    """Hand a case in: it gets its number, claims what is its alone, and goes to whoever looks at it first.

    `confirmed`: the applicant says that all of it is true. Raises what `moving` raises, InvalidInput, WindowClosed, Barred,
    NotVerified, AppliedAlready, FormIncomplete, ChecksNotMet, AlreadyClaimed.
    """

    def run() -> Case:
        _refuse_unconfirmed(confirmed)
        with moving(
            actor=actor, case_id=case_id, move=MoveName.SUBMIT, expected_version=expected_version
        ) as held:
            first_handed_in(held)
        return held.case

    with attempts_kept(actor, case_id):
        return _once(actor, key, "cases.case_submit", case_id, {"row_version": expected_version}, run)


def first_handed_in(held: Moving) -> None:
    """Everything that is asked of a case that is handed in for the first time, written down; by its own hand or confirmed.

    Raises WindowClosed, Barred, NotVerified, AppliedAlready, FormIncomplete, ChecksNotMet, AlreadyClaimed.
    """
    _refuse_window(held.case, clock.today())
    _refuse_unfit(held.case, clock.today())
    papers = files_of(held.case)
    form = _ready_form(held, papers)
    take_turn(held)
    refuse_again(held)
    held.case.number = number_take(held.case.programme.place_id)
    _hand_in(held, form, papers)
    enter_first(held)


def case_resubmit(
    *,
    actor: Actor,
    case_id: int,
    expected_version: int | None,
    confirmed: bool,
    reply: str = "",
    key: str | None = None,
) -> Case:
    """Hand a returned case in again: back to whoever returned it, who sees what changed. `reply` tells them something.

    Raises what `case_submit` raises, but for the window: the term for mending is the case's own.
    """

    def run() -> Case:
        _refuse_unconfirmed(confirmed)
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.RESUBMIT,
            expected_version=expected_version,
            reason=reply,
        ) as held:
            case = held.case
            _refuse_unfit(case, clock.today())
            papers = files_of(case)
            _hand_in(held, _ready_form(held, papers), papers)
            clearance_void(actor=actor, holder=holder_of(case), reason="申请内容已补正")
            held.target = State(case.returned_from or State.SUBMITTED)
            case.returned_from = ""
            if held.target is State.RECOMMENDING and case.at_place_id is not None:
                waiting = Recommendation.objects.filter(case=case, place_id=case.at_place_id)
                held.level = waiting.values_list("level", flat=True).first()
                held.details.update(level=held.level, place=case.at_place_id)
        return held.case

    request = {"row_version": expected_version, "reply": reply}
    with attempts_kept(actor, case_id):
        return _once(actor, key, "cases.case_resubmit", case_id, request, run)


def case_withdraw(
    *, actor: Actor, case_id: int, expected_version: int | None, reason: str = "", key: str | None = None
) -> Case:
    """Take a case back. What it claimed is free for others. Raises what `moving` raises."""

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.WITHDRAW,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            holder = holder_of(held.case)
            claims_release(actor=actor, holder=holder, reason="申请人撤回")
            clearance_void(actor=actor, holder=holder, reason="申请人撤回")
        return held.case

    request = {"row_version": expected_version, "reason": reason}
    return _once(actor, key, "cases.case_withdraw", case_id, request, run)


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    case_id: int,
    request: Mapping[str, object],
    run: Callable[[], Case],
) -> Case:
    return once(model=Case, actor=actor, key=key, verb=verb, request={"case": case_id, **request}, run=run)


def _refuse_unconfirmed(confirmed: bool) -> None:
    if not confirmed:
        raise InvalidInput(
            "还没有勾选承诺。",
            "The declaration is not ticked.",
            fields={"confirmed": Wording("请确认填写的内容和材料真实", "Confirm that all of it is true")},
        )


def _refuse_window(case: Case, on: dt.date) -> None:
    """The last day belongs to the window, in Beijing time."""
    call = case.round
    if call.closed_at is not None:
        raise WindowClosed.early(call.close_reason)
    if on < call.opens_on:
        raise WindowClosed.before(call.opens_on)
    if call.closes_on is not None and on > call.closes_on:
        raise WindowClosed.after(call.closes_on)


def _refuse_unfit(case: Case, on: dt.date) -> None:
    """The applicant is verified and not barred; so is the employer whose consent is asked."""
    bar = bar_of(case, on)
    if bar is not None and bar.until is not None:
        raise Barred(bar.until, bar.number, bar.remedies)
    for organisation in (case.organisation, case.employer):
        if organisation is not None and organisation.state != VERIFIED:
            raise NotVerified(organisation.name)


def take_turn(held: Moving) -> None:
    """Let the others of the same applicant in the round wait until this transaction ends, so that two at once are not both the
    first. Before any claim is taken: one order of locks for whoever hands in and whoever takes up again.
    """
    case = held.case
    party = party_of(case)
    if party.organisation is not None and party.organisation.merged_into is not None:
        party = replace(party, organisation=party.organisation.merged_into)
    alone(f"cases.submit:{case.round_id}:{party.reference}")


def refuse_again(held: Moving) -> None:
    """No more in one round than the programme allows, handed in or taken up again; in one's turn. Raises AppliedAlready."""
    most = held.programme.per_applicant
    there = handed_in_by_same(held.case)
    if len(there) >= most:
        raise AppliedAlready(most, there[most - 1])


def _ready_form(held: Moving, papers: Sequence[CaseFile]) -> Form:
    """The form with what locked fields say today, complete and sound. Raises FormIncomplete, ChecksNotMet, InvoicesNotRight."""
    case = held.case
    locked = [f.prefill for f in held.programme.fields if f.locked and f.prefill]
    form = form_of_case(case, {**case.answers, **known_now(case, held.actor, locked)})
    missing = {
        one.name: Wording(f"还没有填：{one.label.zh}", f"Missing: {one.label.en}") for one in form.missing()
    }
    for name in case.unread:
        if name in form.asked:
            missing[name] = Wording("填写的内容没有读懂", "What was typed could not be read")
    there = {paper.material for paper in papers}
    for material in form.materials:
        if material.required and material.id not in there:
            missing[f"file-{material.id}"] = Wording(
                f"还没有交：{material.label.zh}", f"Missing: {material.label.en}"
            )
    if missing:
        raise FormIncomplete(missing)
    failing = [one.check.text for one in form.checks() if one.refuses]
    if failing:
        raise ChecksNotMet([Wording(text.zh, text.en) for text in failing])
    refuse_wrong_invoices(case, form, papers)
    return form


def _hand_in(held: Moving, form: Form, papers: Sequence[CaseFile]) -> None:
    """Write down what is handed in, and claim what is the case's alone."""
    case = held.case
    before: Mapping[str, Json] = {}
    last = None
    if case.submitted_at is not None:
        last = Submission.objects.filter(case=case).order_by("-number").first()
    if last is not None:
        before = last.answers
    case.answers, case.unread = form.kept, {}
    case.asked = form.amount
    case.title = _title(held, form)
    case.submitted_at = case.submitted_at or clock.now()
    held.claims = claims_of(held.programme, case.answers, claimant_of(case))
    claims_take(actor=held.actor, holder=holder_of(case), claims=held.claims, amount=case.asked)
    handed: list[list[str]] = [[p.material, p.file.name, p.file.sha256] for p in papers]
    row = add(
        Submission(
            case=case,
            number=1 if last is None else last.number + 1,
            answers=case.answers,
            materials=handed,
            sha256=digest_of(case.answers, handed),
            at=clock.now(),
            actor=f"{held.actor.kind}:{held.actor.user_id or held.actor.name}",
        )
    )
    held.details.update(submission=row.number, number=case.number)
    if last is not None:
        changes = difference(held.programme.fields, before, case.answers)
        held.details["changed"] = [*dict.fromkeys(change.field.id for change in changes)]


def _title(held: Moving, form: Form) -> str:
    words = {f.id for f in held.programme.fields if f.type is FieldType.TEXT}
    named = next((str(form.kept[name]) for name in TITLES if name in words and form.kept.get(name)), "")
    return (named or held.programme.title.zh)[:200]
