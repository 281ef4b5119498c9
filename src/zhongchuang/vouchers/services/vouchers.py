"""Vouchers as a whole: issued by an approved case, suspended, resumed, revoked, expired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.clearance.rules.facts import Key, Standing, Support
from zhongchuang.clearance.services.supports import support_keep, support_stands
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.locks import exclusive, lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.core.written import add, rewrite
from zhongchuang.ledger.errors import BudgetLapsed
from zhongchuang.ledger.services.orders import lock_budgets
from zhongchuang.ledger.services.vouchers import hold_by_key
from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.access import ACCOUNT, may_move_voucher
from zhongchuang.vouchers.errors import CaseClashes, SecondPersonNeeded
from zhongchuang.vouchers.events import VoucherIssued, VoucherMoved
from zhongchuang.vouchers.flow import VoucherMove, VoucherState
from zhongchuang.vouchers.models import Order, Voucher, VoucherStep
from zhongchuang.vouchers.selectors.records import purse_of, record_of_voucher
from zhongchuang.vouchers.selectors.schemes import is_demonstration, newest_scheme, scheme_of
from zhongchuang.vouchers.selectors.supports import keys_of, level_of
from zhongchuang.vouchers.services.booking import BOOKS, book_issue, book_voucher, open_voucher_account
from zhongchuang.vouchers.services.moving import (
    apply_purse,
    held_many,
    keep_support,
    make,
    ref_of,
    support_ref,
)

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.ledger.models import Budget
    from zhongchuang.vouchers.models import SchemeVersion

PREFIX = "CXQ"
"""Of the number of a voucher (创新券)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFacts:
    """What an approved case says of the voucher it becomes. `amount` in 分.

    `organisation` or `account` holds it. `hold`: the transfer that keeps its money in the budget since the decision, where
    there is one; it is given up in the same plan that books the voucher.
    """

    case: str
    clause: str  # document slug and clause path
    clearance: str
    budget: int
    department: int
    organisation: int | None
    account: int | None
    holder_name: str
    holder_kind: str  # enterprise, team, space
    place: str
    amount: int
    scheme: str  # its id
    programme: str
    on: dt.date
    hold: int | None = None
    synthetic: bool = False

    @property
    def holder(self) -> str:
        """Who holds it, as rows name it."""
        return (
            f"{ACCOUNT}{self.account}" if self.organisation is None else f"organisation:{self.organisation}"
        )


def voucher_issue(*, actor: Actor, issue: IssueFacts) -> Voucher:
    """The voucher of an approved case, with an account of its own in the ledger; said twice, it is the same voucher.

    Raises NotAllowed, SchemeUnknown, SchemeNotInForce, AmountImpossible, BudgetLapsed, NotEnough; CaseClashes where the case
    has a voucher of another amount or holder.
    """
    if actor.kind != SystemActor().kind:
        raise NotAllowed()
    with exclusive(f"vouchers.issue:{issue.case}"):
        there = Voucher.objects.select_related("scheme").filter(case=issue.case).first()
        if there is not None:
            if (there.issued, there.holder) != (issue.amount, issue.holder):
                raise CaseClashes(issue.case)
            return there
        return _issue(actor, issue)


def _issue(actor: Actor, issue: IssueFacts) -> Voucher:
    version = newest_scheme(issue.scheme)
    number = new_public_id(PREFIX)
    issued = decisions.issue(
        scheme_of(version),
        number=number,
        case=issue.case,
        holder=issue.holder,
        face=issue.amount,
        on=issue.on,
        demonstration=is_demonstration(),
    )
    budget = lock_budgets([issue.budget])[issue.budget]
    if (
        budget.lapsed_at is not None and issue.hold is None
    ):  # what was held before the year ended stays promised
        raise BudgetLapsed(budget.year, budget.name)
    row = _row(issue, issued, version, budget)
    row.account = open_voucher_account(number, issue.holder_name if issue.organisation else issue.holder)
    hold = None if issue.hold is None else hold_by_key(issue.hold)
    book_issue(row, budget, hold, issued.entries)
    row.save(force_insert=True)
    step = _step(actor, row, VoucherMove.ISSUE, "", "")
    audit_write(
        actor=actor,
        verb="vouchers.voucher_issue",
        target=row,
        after={
            "number": number,
            "case": issue.case,
            "scheme": version.code,
            "amount": issue.amount,
            "clause": issue.clause,
            "clearance": issue.clearance,
            "budget": budget.pk,
        },
    )
    emit(VoucherIssued(voucher=row.pk, number=number, case=issue.case, amount=issue.amount, step=step.pk))
    _keep(row, issue, budget)
    return row


def _row(issue: IssueFacts, issued: decisions.Issued, version: SchemeVersion, budget: Budget) -> Voucher:
    record = issued.voucher
    return Voucher(
        number=record.number,
        case=issue.case,
        scheme=version,
        clause=issue.clause,
        clearance=issue.clearance,
        department_id=issue.department,
        budget=budget,
        holder=issue.holder,
        organisation_id=issue.organisation,
        holder_name=issue.holder_name,
        holder_kind=issue.holder_kind,
        place=issue.place,
        first_day=record.first_day,
        last_day=record.last_day,
        state=record.state.value,
        issued=issue.amount,
        available=issue.amount,
        issued_at=clock.now(),
        synthetic=issue.synthetic,
    )


def _keep(row: Voucher, issue: IssueFacts, budget: Budget) -> None:
    """What clearance knows from now on: the support of the case, which is the voucher now. One row for both, or a voucher
    would stand in the way of its own case each time that is asked for its clearance.
    """
    if support_stands(actor=BOOKS, ref=support_ref(row), standing=Standing.HELD, amount=row.issued):
        return
    keys = keys_of(row.organisation, issue.holder, issue.on)
    keys[Key.PROGRAMME] = frozenset({issue.programme})
    keys[Key.DEPARTMENT] = frozenset({row.department.uscc})
    support = Support(
        ref=support_ref(row),
        amount=row.issued,
        on=issue.on,
        standing=Standing.HELD,
        level=level_of(budget.place_id),
        place=issue.place,
        keys=keys,
    )
    support_keep(
        actor=BOOKS,
        support=support,
        title=f"{row.holder_name} · {row.number}",
        department_id=issue.department,
    )


@transaction.atomic
def voucher_suspend(
    *, actor: Actor, voucher: Voucher, reason: str, expected_version: int | None = None
) -> Voucher:
    """No new order, no redemption, until it is resumed. Raises NotAllowed, WrongState, ReasonMissing, StaleVersion."""
    row = _locked(voucher.pk, expected_version)
    return _moved(actor, row, VoucherMove.SUSPEND, reason, lambda: decisions.suspend(_of(row), reason=reason))


@transaction.atomic
def voucher_resume(
    *, actor: Actor, voucher: Voucher, reason: str, expected_version: int | None = None
) -> Voucher:
    """It may be used again: never by whoever suspended it. Raises also SecondPersonNeeded."""
    row = _locked(voucher.pk, expected_version)
    if not may_move_voucher(actor, row, VoucherMove.RESUME):
        raise NotAllowed()
    last = row.steps.filter(move=VoucherMove.SUSPEND.value).order_by("-pk").first()
    if last is not None and last.actor == ref_of(actor):
        raise SecondPersonNeeded()
    return _moved(actor, row, VoucherMove.RESUME, reason, lambda: decisions.resume(_of(row), reason=reason))


@transaction.atomic
def voucher_revoke(
    *, actor: Actor, voucher: Voucher, reason: str, expected_version: int | None = None
) -> Voucher:
    """What is available goes back to the budget; of its open orders, those not delivered stop, an officer looks at the rest.

    Raises NotAllowed, WrongState, ReasonMissing, StaleVersion.
    """
    row = _locked(voucher.pk, expected_version)
    return _revoke(actor, row, reason)


@transaction.atomic
def voucher_revoke_case(*, actor: Actor, case: str, reason: str) -> Voucher | None:
    """The case's decision was taken back: so is its voucher. None where it has none; one revoked before stays as it is.

    Raises NotAllowed.
    """
    pk = Voucher.objects.filter(case=case).values_list("pk", flat=True).first()
    if pk is None:
        return None
    row = _locked(pk, None)
    return row if row.state == VoucherState.REVOKED.value else _revoke(actor, row, reason)


def vouchers_expire(*, actor: Actor, limit: int | None = None) -> int:
    """Every voucher past its last day, one transaction each; returns how many expired. Safe to run twice."""
    if actor.kind != SystemActor().kind:
        raise NotAllowed()
    live = (VoucherState.ACTIVE.value, VoucherState.SUSPENDED.value)
    due = Voucher.objects.filter(state__in=live, last_day__lt=clock.today()).order_by("last_day", "pk")
    done = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            row = _locked(pk, None)
            if row.state not in live or clock.today() <= row.last_day:
                continue
            _expire(actor, row)
            done += 1
    return done


def _expire(actor: Actor, row: Voucher) -> None:
    today = clock.today()
    _moved(actor, row, VoucherMove.EXPIRE, "", lambda: decisions.expire(_of(row), today=today))


def _revoke(actor: Actor, row: Voucher, reason: str) -> Voucher:
    _moved(actor, row, VoucherMove.REVOKE, reason, lambda: decisions.revoke(_of(row), reason=reason))
    for one in held_many(Order.objects.filter(voucher=row).values_list("pk", flat=True)):
        voucher, order = one.records
        follows = decisions.after_revocation(order)
        if follows is not None:
            moved = decisions.go(voucher, order, follows, reason=reason)
            make(actor=actor, held=one, move=follows, moved=moved, verb=f"order_{follows}", reason=reason)
    row.refresh_from_db()  # its orders gave their money back
    return row


def _locked(pk: int, expected_version: int | None) -> Voucher:
    rows = Voucher.objects.select_related("scheme", "department", "budget")
    return lock_row(rows, pk, expected_version=expected_version)


_of = record_of_voucher


def _moved(
    actor: Actor, row: Voucher, move: VoucherMove, reason: str, decide: Callable[[], decisions.Issued]
) -> Voucher:
    if not may_move_voucher(actor, row, move):
        raise NotAllowed()
    moved = decide()
    before, source = purse_of(row), row.state
    book_voucher(row, f"{row.number}:{move}:{row.row_version}", moved.entries)
    row.state = moved.voucher.state.value
    apply_purse(row, moved.voucher.purse)
    if before == moved.voucher.purse:
        row.row_version += 1
        rewrite(row)
    step = _step(actor, row, move, source, reason)
    audit_write(
        actor=actor,
        verb=f"vouchers.voucher_{move}",
        target=row,
        before={"state": source},
        after={
            "number": row.number,
            "state": row.state,
            "available": row.available,
            **({"reason": reason.strip()} if reason.strip() else {}),
        },
    )
    emit(VoucherMoved(voucher=row.pk, number=row.number, move=move.value, state=row.state, step=step.pk))
    keep_support(row, before)
    return row


def _step(actor: Actor, row: Voucher, move: VoucherMove, source: str, reason: str) -> VoucherStep:
    by_platform = actor.kind == SystemActor().kind
    return add(
        VoucherStep(
            voucher=row,
            move=move.value,
            source=source,
            target=row.state,
            actor=ref_of(actor),
            actor_name=("系统" if by_platform else row.department.name)[:120],
            at=clock.now(),
            reason=reason.strip(),
        )
    )
