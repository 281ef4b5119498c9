"""AB 岗: an officer's place taken for some days, or a post handed over with all its open cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.cases.access import CaseAction, Reach, may_case, reach_of
from zhongchuang.cases.errors import NobodyAtPost
from zhongchuang.cases.flow import CLOSED
from zhongchuang.cases.models import Case, Substitute
from zhongchuang.cases.selectors.posts import is_officer_of, officers_of
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.locks import exclusive
from zhongchuang.parties.access import Role, holds

NOT_OPEN = [state.value for state in CLOSED]
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Days:
    """From when to when, both included; without an end until it is ended."""

    since: dt.date
    until: dt.date | None


def substitute_arrange(
    *, actor: Actor, officer_id: int, substitute_id: int, days: Days, reason: str, key: str | None = None
) -> Substitute:
    """Let an officer's cases be worked by another for some days; they stay the officer's. Raises NotAllowed, InvalidInput,
    NobodyAtPost."""
    reach = _checked(actor, officer_id, substitute_id, reason)
    if days.until is not None and days.until < days.since:
        raise InvalidInput(
            "结束日期早于开始日期。",
            "The end is before the beginning.",
            fields={"until": Wording("不早于开始日期", "Not before the beginning")},
        )

    def run() -> Substitute:
        _refuse_nobody(reach, officer_id, substitute_id)
        row = Substitute.objects.create(
            officer_id=officer_id,
            substitute_id=substitute_id,
            since=days.since,
            until=days.until,
            reason=reason.strip(),
            arranged_by=signed(actor),
            arranged_at=clock.now(),
        )
        _audit(actor, "cases.substitute_arrange", row)
        return row

    request = {"officer": officer_id, "substitute": substitute_id, "since": days.since, "until": days.until}
    return once(actor, key, "cases.substitute_arrange", request, run, Substitute)


def substitute_end(*, actor: Actor, pk: int, key: str | None = None) -> Substitute:
    """End a substitution with today; one that has ended stays as it is. Raises NotFound, NotAllowed."""

    def run() -> Substitute:
        row: Substitute | None = (
            Substitute.objects.select_for_update().filter(pk=pk, handed_over=False).first()
        )
        if row is None:
            raise NotFound()
        _check_may(actor, row.officer_id)
        yesterday = clock.today() - dt.timedelta(days=1)
        if row.until is None or row.until > yesterday:
            before, row.until = row.until, max(yesterday, row.since)
            row.save(update_fields=["until"])
            audit_write(
                actor=actor,
                verb="cases.substitute_end",
                target=row,
                before={"until": before},
                after={"until": row.until},
            )
        return row

    return once(actor, key, "cases.substitute_end", {"substitute": pk}, run, Substitute)


def post_hand_over(
    *, actor: Actor, officer_id: int, successor_id: int, reason: str, key: str | None = None
) -> Substitute:
    """Hand a post over: every open case of the officer is the successor's from now on. Raises NotAllowed, InvalidInput,
    NobodyAtPost; of two who hand the same post over at once the second finds no case left."""
    reach = _checked(actor, officer_id, successor_id, reason)

    def run() -> Substitute:
        _refuse_nobody(reach, officer_id, successor_id)
        with exclusive(f"cases.post:{officer_id}"):
            mine = Case.objects.filter(officer_id=officer_id).exclude(state__in=NOT_OPEN)
            if not reach.everything:
                mine = mine.filter(round__department_id__in=reach.departments)
            cases = list(mine.select_for_update(of=("self",)).order_by("pk"))
            for case in cases:
                case.officer_id = successor_id
                case.row_version += 1
            Case.objects.bulk_update(cases, ["officer", "row_version"], batch_size=500)
            row = Substitute.objects.create(
                officer_id=officer_id,
                substitute_id=successor_id,
                since=clock.today(),
                until=None,
                handed_over=True,
                cases=len(cases),
                reason=reason.strip(),
                arranged_by=signed(actor),
                arranged_at=clock.now(),
            )
        _audit(actor, "cases.post_hand_over", row, numbers=[case.number for case in cases])
        return row

    request = {"officer": officer_id, "successor": successor_id, "reason": reason}
    return once(actor, key, "cases.post_hand_over", request, run, Substitute)


def _check_may(actor: Actor, officer_id: int) -> Reach:
    """An officer arranges for the own post, second persons and administrators for every post of the department."""
    reach = reach_of(actor)
    own = actor.user_id == str(officer_id) and holds(actor, Role.OFFICER)
    if not own and not (holds(actor, Role.ADMINISTRATOR, Role.REVIEWER) and may_case(actor, CaseAction.WORK)):
        raise NotAllowed()
    return reach


def _checked(actor: Actor, officer_id: int, other_id: int, reason: str) -> Reach:
    reach = _check_may(actor, officer_id)
    wrong: dict[str, Wording] = {}
    if officer_id == other_id:
        wrong["substitute"] = Wording("请选择另一位经办人", "Choose another officer")
    if not reason.strip():
        wrong["reason"] = Wording("请写明原因，例如休假、调岗", "Say why: leave, a change of post")
    elif len(reason.strip()) > LONGEST_REASON:
        wrong["reason"] = Wording(f"至多 {LONGEST_REASON} 字", f"At most {LONGEST_REASON} characters")
    if wrong:
        raise InvalidInput("安排没有保存。", "Nothing was arranged.", fields=wrong)
    return reach


def _refuse_nobody(reach: Reach, *accounts: int) -> None:
    if reach.everything:
        known = {one.account for one in officers_of(None)}
        if not known.issuperset(accounts[1:]):
            raise NobodyAtPost()
        return
    for account in accounts[1:]:  # who leaves may hold the post no more
        if not any(is_officer_of(account, department) for department in reach.departments):
            raise NobodyAtPost()


def _audit(actor: Actor, verb: str, row: Substitute, numbers: list[str] | None = None) -> None:
    audit_write(
        actor=actor,
        verb=verb,
        target=row,
        after={
            "officer": row.officer_id,
            "substitute": row.substitute_id,
            "since": row.since,
            "until": row.until,
            "reason": row.reason,
            "cases": numbers or [],
        },
    )
