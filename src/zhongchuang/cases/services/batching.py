"""One act on many cases: each has its own outcome, and one that fails keeps no other from succeeding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.db import transaction

from zhongchuang.cases.access import CaseAction, may_assign, may_case, reach_of, visible_cases
from zhongchuang.cases.models import Batch, Case
from zhongchuang.cases.services.accepting import case_accept
from zhongchuang.cases.services.assigning import case_assign
from zhongchuang.cases.services.repeating import once
from zhongchuang.cases.services.telling import applicant_told
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording, ZhongchuangError
from zhongchuang.core.ids import new_id
from zhongchuang.core.locks import lock_row

MOST = 200
LONGEST_MESSAGE = 400


class BatchAction(StrEnum):
    """What can be done with many cases at once."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Marked:
    """A case marked in a list, as its reader saw it."""

    case_id: int
    row_version: int


def cases_batch(
    *,
    actor: Actor,
    action: BatchAction,
    marked: Sequence[Marked],
    officer_id: int | None = None,
    message: str = "",
    key: str | None = None,
) -> Batch:
    """Accept, assign or write to the cases marked; the row it gives back says of each what became of it.

    Raises NotAllowed, InvalidInput for none, too many, or a message that is missing.
    """
    if not may_case(actor, CaseAction.ARRANGE) or actor.user_id is None:
        raise NotAllowed()
    words = message.strip()
    _refuse_unfit(action, marked, words)
    each = sorted({one.case_id: one for one in marked}.values(), key=lambda one: one.case_id)

    def run() -> Batch:
        names = dict(
            visible_cases(actor, Case.objects.filter(pk__in=[one.case_id for one in each])).values_list(
                "pk", "number"
            )
        )
        outcomes = [
            [names.get(one.case_id, "—"), *_outcome(partial(_do, actor, action, one, officer_id, words))]
            for one in each
        ]
        row = Batch.objects.create(
            key=new_id().hex,
            account_id=int(str(actor.user_id)),
            action=action.value,
            said=words,
            outcomes=outcomes,
            at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="cases.batch",
            target=row,
            after={
                "action": action.value,
                "cases": len(outcomes),
                "failed": sum(bool(zh) for _n, zh, _e in outcomes),
            },
        )
        return row

    request = {
        "action": action.value,
        "marked": [[one.case_id, one.row_version] for one in each],
        "officer": officer_id,
        "message": words,
    }
    return once(model=Batch, actor=actor, key=key, verb="cases.batch", request=request, run=run)


def _outcome(act: Callable[[], object]) -> tuple[str, str]:
    """What went wrong, in both languages; empty where it was done. A failure leaves no trace of its case."""
    try:
        with transaction.atomic():
            act()
    except ZhongchuangError as error:
        return error.what.zh, error.what.en
    return "", ""


def _do(actor: Actor, action: BatchAction, one: Marked, officer_id: int | None, words: str) -> object:
    match action:
        case BatchAction.ACCEPT:
            return case_accept(actor=actor, case_id=one.case_id, expected_version=one.row_version)
        case BatchAction.ASSIGN:
            return case_assign(
                actor=actor, case_id=one.case_id, officer_id=officer_id, expected_version=one.row_version
            )
        case BatchAction.NOTIFY:
            return _write_to(actor, one.case_id, words)


def _write_to(actor: Actor, case_id: int, words: str) -> Case:
    reach = reach_of(actor)
    case = lock_row(visible_cases(actor, Case.objects.all(), reach), case_id)
    if not may_assign(actor, case, reach):
        raise NotAllowed()
    if not applicant_told(actor=actor, case=case, words=words):
        raise NotFound(
            "这件没有可以通知的账户（纸质办件，或账户已停用）。",
            "There is no account to write to (a case on paper, or the account is closed).",
        )
    audit_write(actor=actor, verb="cases.write_to", target=case, after={"words": words})
    return case


def _refuse_unfit(action: BatchAction, marked: Sequence[Marked], words: str) -> None:
    if not marked:
        raise InvalidInput(
            "还没有选办件。",
            "No case is marked.",
            fields={"case": Wording("在列表里勾选要办的件", "Mark the cases in the list")},
            next_zh="请勾选后再办理。",
            next_en="Mark some and try again.",
        )
    if len(marked) > MOST:
        raise InvalidInput(
            f"一次至多办 {MOST} 件。",
            f"At most {MOST} cases at once.",
            fields={"case": Wording(f"至多 {MOST} 件", f"At most {MOST}")},
        )
    if action is BatchAction.NOTIFY and not words:
        raise InvalidInput(
            "还没有写通知的内容。",
            "The message is missing.",
            fields={"message": Wording("写明要告诉申请人什么", "Say what the applicants are to know")},
        )
    if len(words) > LONGEST_MESSAGE:
        raise InvalidInput(
            f"通知超过 {LONGEST_MESSAGE} 字。",
            f"The message exceeds {LONGEST_MESSAGE} characters.",
            fields={
                "message": Wording(f"至多 {LONGEST_MESSAGE} 字", f"At most {LONGEST_MESSAGE} characters")
            },
        )
