"""A notice as the tests need it: cases that wait for one, who drafts and who publishes, objections; all invented."""

from __future__ import annotations

import datetime as dt
from itertools import count

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, NoticeItem, Objection, PublicNotice, Round
from zhongchuang.cases.reviewing.objecting import By, Signature, Subject
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.cases.services.objection_answers import objection_answer, objection_take
from zhongchuang.cases.services.objections import Said, Taken, objection_receive
from zhongchuang.cases.tests.factory import at_post, case_at, open_round, organisation
from zhongchuang.core.actors import ANONYMOUS, Actor
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor

TODAY = dt.date(2026, 11, 23)
"""A Monday; five working days from it end on Friday the 27th."""
LAST = dt.date(2026, 11, 27)
TEXT = NoticeText("关于拟支持对象的公示", "拟对下列对象给予支持，现予公示。", "测试省科技厅，0931-8000000")
PERSON = Signature(By.PERSON, "虚构张三", telephone="13800000000", typed="虚构张三")
_numbers = count(1)


def officer() -> Actor:
    """An officer of the department."""
    return actor(at_post(Role.OFFICER, bound=True))


def reviewer() -> Actor:
    """The department's second person."""
    return actor(at_post(Role.REVIEWER, bound=True))


def waiting(number: int = 2, round: Round | None = None) -> list[Case]:
    """Cases that wait for their notice."""
    call = round or open_round()
    return [case_at(State.TO_ANNOUNCE, round=call, organisation=organisation(1)) for _ in range(number)]


def drafted(cases: list[Case], by: Actor | None = None) -> PublicNotice:
    """A draft over the cases."""
    return notice_draft(
        actor=by or officer(),
        round=cases[0].round,
        cases={case.pk: 4_000_000 for case in cases},
        text=TEXT,
    )


def published(cases: list[Case] | None = None, by: Actor | None = None) -> PublicNotice:
    """A published notice."""
    notice = drafted(cases or waiting())
    return notice_publish(actor=by or reviewer(), notice=notice, expected_version=notice.row_version)


def item(notice: PublicNotice, number: int = 0) -> NoticeItem:
    """An item of a notice."""
    found: NoticeItem = notice.items.select_related("case").order_by("order")[number]
    return found


def objected(
    notice: PublicNotice,
    signature: Signature = PERSON,
    *,
    number: int = 0,
    statement: str = "合同是假的，日期对不上。",
    pointer: str = "",
) -> Taken:
    """An objection to an item."""
    words = Said(item(notice, number).pk, Subject.FALSE, statement, "请不予支持", pointer)
    return objection_receive(actor=ANONYMOUS, notice=notice, said=words, signature=signature)


def answered(objection: Objection, *, upheld: bool, by: Actor | None = None) -> Objection:
    """The objection taken and answered by somebody who had nothing to do with the case."""
    handler = by or officer()
    taken = objection_take(actor=handler, objection=objection, expected_version=objection.row_version)
    return objection_answer(
        actor=handler,
        objection=taken,
        upheld=upheld,
        answer="经核查，反映的情况已有结论。",
        expected_version=taken.row_version,
    )
