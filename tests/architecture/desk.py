"""Drafts on the desk for the access matrix: in every state, the actor's own and another's.

The texts are made up; each draft has one of its own, because only one draft of a document can be alive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import actor, make_account
from zhongchuang.policy.models import Draft, DraftState, PackVersion
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.services import desk

TEXT = """示例市人民政府关于示例工作的意见
示政发〔2022〕{number}号
各区人民政府：
　　现提出如下意见。
　　一、总体要求
　　坚持示例，推动创业。
　　二、组织实施
　　建立协调机制，完善示例服务。（市科技局负责）
示例市人民政府
2022年3月1日
（虚构文本，仅供测试）
"""
MEASURE = "try-it"
_numbers = count(700)


def a_text() -> str:
    """A text nobody has put in yet."""
    return TEXT.format(number=next(_numbers))


@dataclass(frozen=True)
class Desk:
    """Drafts by state; `own` and `own_submitted` are those of the roles that draft."""

    open: Draft
    submitted: Draft
    measured: Draft  # submitted, with a measure to look at
    published: Draft
    own: Mapping[str, Draft]
    own_submitted: Mapping[str, Draft]


def a_desk(accounts: Mapping[str, Account | None]) -> Desk:
    """The drafts of another officer, and those of the roles that draft."""
    other = actor(make_account(Role.OFFICER))
    drafters = {
        role: actor(account)
        for role in (Role.OFFICER, Role.ADMINISTRATOR)
        if (account := accounts[role]) is not None
    }
    return Desk(
        open=at_work(other),
        submitted=submitted(other),
        measured=put(at_work(other), DraftState.SUBMITTED, submitted_by=other.user_id),
        published=put(at_work(other), DraftState.PUBLISHED, published_by=other.user_id),
        own={role: at_work(by) for role, by in drafters.items()},
        own_submitted={role: submitted(by) for role, by in drafters.items()},
    )


def begun(by: Actor) -> Draft:
    """A text put in."""
    return desk.draft_begin(actor=by, place="990100", text=a_text())


def at_work(by: Actor) -> Draft:
    """A draft with a step behind and a step ahead, and a measure that is not finished."""
    draft = begun(by)
    entry = {"id": MEASURE, "clause": "一", "title": {"zh": "试写", "en": "A try"}}
    draft = desk.measure_save(actor=by, draft=draft, entry=entry, expected_version=draft.row_version)
    classes = {"一": [ClauseClass.PRINCIPLE]}
    draft = desk.clause_class(actor=by, draft=draft, classes=classes, expected_version=draft.row_version)
    return desk.draft_undo(actor=by, draft=draft, expected_version=draft.row_version)


def submitted(by: Actor) -> Draft:
    """A draft with nothing left to do, handed on."""
    draft = begun(by)
    classes = {clause.ref: [ClauseClass.PRINCIPLE] for clause in workbench(draft).clauses}
    draft = desk.clause_class(actor=by, draft=draft, classes=classes, expected_version=draft.row_version)
    for row in workbench(draft).open_warnings:
        draft = desk.warning_settle(
            actor=by, draft=draft, warning=row.key, note="核对过。", expected_version=draft.row_version
        )
    return desk.draft_submit(actor=by, draft=draft, expected_version=draft.row_version)


def put(draft: Draft, state: DraftState, **fields: object) -> Draft:
    """A draft as if it stood so, without what leads there."""
    if state == DraftState.PUBLISHED:
        fields |= {"published_at": clock.now(), "result": PackVersion.objects.get(is_current=True)}
    Draft.objects.filter(pk=draft.pk).update(state=state, **fields)
    found: Draft = Draft.objects.get(pk=draft.pk)
    return found
