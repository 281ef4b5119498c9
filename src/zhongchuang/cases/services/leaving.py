"""A leave while it runs: extended, come back from, ended; titles, promotion and insurance written down; reminded of its end.

The researcher asks, the employer agrees, the department records: three different people, and nothing is so before the third.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.deciding.leave import is_leave, longest_extension
from zhongchuang.cases.deciding.plan import owed_after
from zhongchuang.cases.errors import LeaveRequestOpen
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Case, LeaveEntry, LeaveKind, LeaveState
from zhongchuang.cases.programmes.schema import Programme, Term
from zhongchuang.cases.selectors.after_access import AfterAction, may_leave
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.after_papers import day_in_words, leave_paper
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.services.leave_telling import leave_told
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.clearance.services import claims_release
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.locks import lock_row

ASKED_FOR = (LeaveKind.EXTENSION, LeaveKind.RETURN, LeaveKind.END)
WRITTEN_DOWN = (LeaveKind.TITLE, LeaveKind.PROMOTION, LeaveKind.INSURANCE)
OPEN = (LeaveState.ASKED.value, LeaveState.AGREED.value)
LONGEST = 2000


def leave_ask(
    *,
    actor: Actor,
    case_id: int,
    kind: LeaveKind,
    on: dt.date | None,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> LeaveEntry:
    """Ask for an extension (`on`: its last day), for the return or for the end of employment (`on`: the day). One at a time.

    Raises NotFound, NotAllowed, InvalidInput, LeaveRequestOpen, Refused, StaleVersion.
    """
    request = {"case": case_id, "kind": kind.value, "on": on, "words": words, "version": expected_version}
    return once(
        actor,
        key,
        "cases.leave_ask",
        request,
        lambda: _ask(actor, case_id, kind, on, words, expected_version),
        LeaveEntry,
    )


def leave_take_back(
    *, actor: Actor, pk: int, expected_version: int | None = None, key: str | None = None
) -> LeaveEntry:
    """Take back what one asked for, as long as it is not recorded. Raises NotFound, NotAllowed, Refused."""

    def run() -> LeaveEntry:
        entry, case = _open_entry(actor, pk, expected_version)
        if not may_leave(actor, AfterAction.ASK, case):
            raise NotAllowed()
        entry.state = LeaveState.TAKEN_BACK
        _save(entry, actor, "cases.leave_take_back")
        return entry

    return once(actor, key, "cases.leave_take_back", {"entry": pk}, run, LeaveEntry)


def leave_agree(
    *,
    actor: Actor,
    pk: int,
    agrees: bool,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> LeaveEntry:
    """The employer agrees, or does not and says why. Raises NotFound, NotAllowed, InvalidInput, Refused."""

    def run() -> LeaveEntry:
        entry, case = _open_entry(actor, pk, expected_version)
        if not may_leave(actor, AfterAction.AGREE, case):
            raise NotAllowed()
        _refuse_out_of_turn(entry, LeaveState.ASKED)
        _wants_words(agrees, words)
        entry.state = LeaveState.AGREED if agrees else LeaveState.REFUSED
        entry.employer_words, entry.employer_by = words.strip()[:LONGEST], signed(actor)
        entry.employer_at = clock.now()
        _save(entry, actor, "cases.leave_agree")
        leave_told(actor=actor, entry=entry, case=case)
        return entry

    request = {"entry": pk, "agrees": agrees, "words": words, "version": expected_version}
    return once(actor, key, "cases.leave_agree", request, run, LeaveEntry)


def leave_record(
    *,
    actor: Actor,
    pk: int,
    records: bool,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> LeaveEntry:
    """The department records what the employer agreed to: from then on the leave ends on another day. Or it does not, and says
    why. Raises NotFound, NotAllowed, InvalidInput, Refused.
    """

    def run() -> LeaveEntry:
        entry, case = _open_entry(actor, pk, expected_version)
        if not may_leave(actor, AfterAction.RECORD, case):
            raise NotAllowed()
        _refuse_out_of_turn(entry, LeaveState.AGREED)
        _wants_words(records, words)
        entry.state = LeaveState.RECORDED if records else LeaveState.REFUSED
        entry.department_words, entry.department_by = words.strip()[:LONGEST], signed(actor)
        entry.department_at = clock.now()
        before = case.in_force_until
        if records:
            _take_effect(actor, case, entry)
        _save(entry, actor, "cases.leave_record", last_day_before=before, last_day=case.in_force_until)
        leave_told(actor=actor, entry=entry, case=case)
        return entry

    request = {"entry": pk, "records": records, "words": words, "version": expected_version}
    return once(actor, key, "cases.leave_record", request, run, LeaveEntry)


def leave_note(
    *,
    actor: Actor,
    case_id: int,
    kind: LeaveKind,
    on: dt.date | None,
    words: str,
    until: dt.date | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> LeaveEntry:
    """The employer writes down what goes on during the leave: a title, a promotion, insurance paid until a day.

    Raises NotFound, NotAllowed, InvalidInput, Refused.
    """

    def run() -> LeaveEntry:
        case, _programme, _term = _running(actor, case_id, expected_version)
        if not may_leave(actor, AfterAction.AGREE, case):
            raise NotAllowed()
        fields = _note_problems(kind, on, until, words)
        if fields or on is None:
            raise InvalidInput("没有记下。", "Nothing was recorded.", fields=fields)
        entry = LeaveEntry(
            case=case,
            kind=kind,
            on=on,
            until=until,
            words=words.strip()[:LONGEST],
            state=LeaveState.RECORDED,
            asked_by=signed(actor),
            asked_at=clock.now(),
            employer_by=signed(actor),
            employer_at=clock.now(),
        )
        entry.save(force_insert=True)
        _audit(actor, entry, "cases.leave_note")
        leave_told(actor=actor, entry=entry, case=case)
        return entry

    request = {"case": case_id, "kind": kind.value, "on": on, "until": until, "words": words}
    return once(actor, key, "cases.leave_note", request, run, LeaveEntry)


def extensions_used(case: Case) -> int:
    """How often the leave was extended."""
    rows = LeaveEntry.objects.filter(case=case, kind=LeaveKind.EXTENSION, state=LeaveState.RECORDED)
    return int(rows.count())


def _ask(
    actor: Actor,
    case_id: int,
    kind: LeaveKind,
    on: dt.date | None,
    words: str,
    expected_version: int | None,
) -> LeaveEntry:
    case, _programme, term = _running(actor, case_id, expected_version)
    if not may_leave(actor, AfterAction.ASK, case):
        raise NotAllowed()
    fields: dict[str, Wording] = {}
    if kind not in ASKED_FOR:
        raise NotFound()
    if not words.strip():
        fields["words"] = Wording("请写明理由或者安排", "Say why, or what is arranged")
    problem = _day_problem(case, term, kind, on)
    if problem is not None:
        fields["on"] = problem
    if fields or on is None or case.in_force_until is None:
        raise InvalidInput("申请没有提交。", "Nothing was asked for.", fields=fields)
    extends = kind is LeaveKind.EXTENSION
    entry = LeaveEntry(
        case=case,
        kind=kind,
        on=case.in_force_until + dt.timedelta(days=1) if extends else on,
        until=on if extends else None,
        words=words.strip()[:LONGEST],
        state=LeaveState.ASKED,
        asked_by=signed(actor),
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise LeaveRequestOpen() from None
    _audit(actor, entry, "cases.leave_ask")
    leave_told(actor=actor, entry=entry, case=case)
    return entry


def _day_problem(case: Case, term: Term, kind: LeaveKind, on: dt.date | None) -> Wording | None:
    """What is wrong with the day asked for; the limits come from the programme."""
    last = case.in_force_until
    if on is None or last is None:
        return Wording("请填写日期", "Give the day")
    if kind is not LeaveKind.EXTENSION:
        if case.decided_on is not None and on <= _began(case):
            return Wording("应当在离岗开始之后", "It has to be after the leave began")
        if on > last + dt.timedelta(days=1):
            told = (last + dt.timedelta(days=1)).isoformat()
            return Wording(f"离岗到期，最迟 {told}", f"The leave is over by then; {told} at the latest")
        return None
    if clock.today() > last:
        return Wording("离岗已经到期，不能再延长", "The leave is over and can no longer be extended")
    most = longest_extension(term, last, extensions_used(case))
    if most is None:
        return Wording(
            f"最多延长 {term.extensions} 次，已经用完", f"It can be extended {term.extensions} time(s) only"
        )
    if not last < on <= most:
        return Wording(
            f"应当晚于 {last.isoformat()}，最迟 {most.isoformat()}",
            f"After {last.isoformat()} and not later than {most.isoformat()}",
        )
    return None


def _began(case: Case) -> dt.date:
    said = case.answers.get("began_on")
    if isinstance(said, str):
        return dt.date.fromisoformat(said)
    assert case.decided_on is not None  # asked by the caller
    return case.decided_on


def _note_problems(
    kind: LeaveKind, on: dt.date | None, until: dt.date | None, words: str
) -> dict[str, Wording]:
    if kind not in WRITTEN_DOWN:
        raise NotFound()
    fields: dict[str, Wording] = {}
    if on is None:
        fields["on"] = Wording("请填写日期", "Give the day")
    elif on > clock.today():
        fields["on"] = Wording("还没有到这一天", "That day has not come")
    if not words.strip():
        fields["words"] = Wording("请写明评聘、晋升或者缴纳的情况", "Say what was assessed, granted or paid")
    if kind is LeaveKind.INSURANCE and until is None:
        fields["until"] = Wording("请填写缴至哪一天", "Say until when it is paid")
    return fields


def _take_effect(actor: Actor, case: Case, entry: LeaveEntry) -> None:
    """The leave has another last day; what is owed follows it."""
    programme = programme_of(case)
    last = entry.until if entry.kind == LeaveKind.EXTENSION else entry.on - dt.timedelta(days=1)
    assert last is not None  # an extension has its last day
    case.in_force_until = last
    case.changed_at = clock.now()
    case.row_version += 1
    case.save(update_fields=["in_force_until", "changed_at", "row_version"])
    facts = [["离岗最后一日", day_in_words(last)]]
    if entry.kind != LeaveKind.EXTENSION:
        facts.insert(0, [f"{entry.get_kind_display()}日期", day_in_words(entry.on)])
    leave_paper(actor=actor, case=case, programme=programme, what=f"{entry.get_kind_display()}", facts=facts)
    if entry.kind == LeaveKind.EXTENSION:
        _owe_more(case, programme, last)
        return
    returns = [one.id for one in programme.aftercare if one.kind == "return"]
    open_rows = list(Aftercare.objects.select_for_update().filter(case=case, result="").order_by("pk"))
    for row in open_rows:
        if row.item in returns:
            row.result = "passed"
        elif row.due_on > last and row.submitted_at is None:
            row.result = "waived"  # of a time after the leave nothing is owed
        else:
            continue
        row.opinion = f"{entry.get_kind_display()}已备案（{entry.on.isoformat()}）"
        row.checked_by, row.checked_at = signed(actor), clock.now()
        row.row_version += 1
        row.save()
    claims_release(actor=actor, holder=holder_of(case), reason=f"{entry.get_kind_display()}已备案")


def _owe_more(case: Case, programme: Programme, last: dt.date) -> None:
    """The return is owed at the new end, and the records of the years between."""
    assert case.decided_on is not None  # what is in force was decided
    for one in owed_after(programme, case.decided_on, last):
        Aftercare.objects.get_or_create(
            case=case, item=one.item, turn=one.turn, defaults={"due_on": one.due_on}
        )
    returns = [one.id for one in programme.aftercare if one.kind == "return"]
    Aftercare.objects.filter(case=case, item__in=returns, result="").update(due_on=last)


def _running(actor: Actor, case_id: int, expected_version: int | None) -> tuple[Case, Programme, Term]:
    """A leave that runs, held. Raises NotFound where there is none, Refused where it has ended."""
    case = lock_row(visible_cases(actor, Case.objects.all()), case_id, expected_version=expected_version)
    programme = programme_of(case)
    if not is_leave(programme) or programme.term is None or not may_leave(actor, AfterAction.VIEW, case):
        raise NotFound()
    if State(case.state) is not State.APPROVED or leave_is_over(case):
        raise Refused(
            "这件离岗没有在执行，不能办理。", "This leave is not running.", code="cases.leave_not_running"
        )
    return case, programme, programme.term


def leave_is_over(case: Case) -> bool:
    """Whether the return or the end of employment is recorded."""
    rows = LeaveEntry.objects.filter(case=case, state=LeaveState.RECORDED)
    return bool(rows.filter(kind__in=(LeaveKind.RETURN, LeaveKind.END)).exists())


def _open_entry(actor: Actor, pk: int, expected_version: int | None) -> tuple[LeaveEntry, Case]:
    """Something asked for, and its case, both held. Raises NotFound, Refused where it was answered."""
    rows = LeaveEntry.objects.filter(case__in=visible_cases(actor, Case.objects.all()).values("pk"))
    found = rows.filter(pk=pk).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound()
    case = lock_row(Case.objects.all(), found)  # the case first: the order of every verb here
    entry: LeaveEntry = lock_row(rows, pk, expected_version=expected_version)
    if not may_leave(actor, AfterAction.VIEW, case):
        raise NotFound()
    if entry.state not in OPEN:
        raise Refused("这一项已经办完。", "This has been dealt with.", code="cases.leave_answered")
    return entry, case


def _refuse_out_of_turn(entry: LeaveEntry, wanted: LeaveState) -> None:
    if entry.state != wanted:
        raise Refused(
            f"这一项现在是“{entry.get_state_display()}”，不能这样办理。",
            "It is not this step's turn.",
            code="cases.leave_out_of_turn",
        )


def _wants_words(agrees: bool, words: str) -> None:
    if not agrees and not words.strip():
        told = Wording("请写明不同意的理由", "Say why not")
        raise InvalidInput("没有记下。", "Nothing was recorded.", fields={"words": told})


def _save(entry: LeaveEntry, actor: Actor, verb: str, **more: object) -> None:
    entry.row_version += 1
    entry.save()
    _audit(actor, entry, verb, **more)


def _audit(actor: Actor, entry: LeaveEntry, verb: str, **more: object) -> None:
    audit_write(
        actor=actor,
        verb=verb,
        target=entry,
        after={
            "case": entry.case.number,
            "kind": entry.kind,
            "on": entry.on,
            "until": entry.until,
            "state": entry.state,
            **more,
        },
    )
