"""Papers of what follows a decision: the task of a project, the answer to a change, the conclusion of an acceptance, a leave
extended. Made, kept and checked like every letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.deciding.annex import annexes
from zhongchuang.cases.models import Case, CaseChange, Letter
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import FieldType, FormField, Kind, Programme
from zhongchuang.cases.services.letters import Paper, letters_revoke, paper_issue
from zhongchuang.core.actors import Actor
from zhongchuang.core.json_values import Json
from zhongchuang.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt

    from zhongchuang.cases.models import Aftercare

TASK, CHANGE, ACCEPTANCE, LEAVE = "task", "change", "acceptance", "leave"
RESULTS = {"passed": "通过验收", "failed": "不通过验收"}
PARTIES = ("主管部门（盖章）", "承担单位（盖章）", "项目负责人（签字）")


def task_paper(*, actor: Actor, case: Case, programme: Programme) -> Letter | None:
    """The task of a project as it stands, with places to sign; the one before no longer holds. Of other kinds there is none."""
    if programme.kind is not Kind.PROJECT:
        return None
    letters_revoke(actor=actor, case=case, reason="项目已变更，以新的任务书为准", kind=TASK)
    shown = [f for f in programme.fields if f.type is not FieldType.TABLE and not f.id.startswith(PAYEE)]
    rows = [[f.label.zh, said] for f in shown if (said := _said(f, case.answers.get(f.id)))]
    if case.granted is not None:
        rows.append(["批准财政资金", format_yuan(case.granted)])
    return paper_issue(
        actor=actor,
        case=case,
        programme=programme,
        paper=Paper(
            kind=TASK,
            title="任务书",
            outcome=case.title,
            facts=rows,
            grounds="承担单位按本任务书执行；名称、预算、负责人等变更经同意后生效，另发新的任务书。",
            heading="执行",
            annexes=annexes(programme, case.answers),
            signatures=list(PARTIES),
        ),
    )


PAYEE = ("payee", "bank_")
"""Where the money goes is not part of a task: fields of the payee stay in the ledger."""


def change_papers(*, actor: Actor, case: Case, row: CaseChange, programme: Programme) -> None:
    """The answer to a change that was granted, and the task as it now is."""
    named = next(one for one in programme.changes if one.id == row.kind)
    fields = [f for f in programme.fields if f.id in row.after]
    plain = [f for f in fields if f.type is not FieldType.TABLE]
    table: list[Json] = [
        [f.label.zh, _said(f, row.before.get(f.id)), _said(f, row.after.get(f.id))] for f in plain
    ]
    listed: list[dict[str, Json]] = []
    if table:
        listed.append({"title": "变更", "heads": ["事项", "变更前", "变更后"], "rows": table, "sums": []})
    for moment, answers in (("变更前", row.before), ("变更后", row.after)):
        found = annexes(programme, {name: answers[name] for name in row.after})
        listed += [{**one, "title": f"{one['title']}（{moment}）"} for one in found]
    paper_issue(
        actor=actor,
        case=case,
        programme=programme,
        paper=Paper(
            kind=CHANGE,
            title="变更批复",
            outcome=f"同意{named.label.zh}",
            facts=[["申请理由", row.reason]],
            grounds=row.opinion,
            annexes=listed,
        ),
    )
    task_paper(actor=actor, case=case, programme=programme)


def acceptance_paper(*, actor: Actor, row: Aftercare, programme: Programme) -> Letter:
    """The conclusion of an acceptance, with where to turn where it is not passed."""
    duty = next(one for one in programme.aftercare if one.id == row.item)
    fields = [f for s in duty.sections for f in s.fields if f.type is not FieldType.TABLE]
    facts = [[f.label.zh, said] for f in fields if (said := _said(f, row.answers.get(f.id)))]
    return paper_issue(
        actor=actor,
        case=row.case,
        programme=programme,
        paper=Paper(
            kind=ACCEPTANCE,
            title="验收结论书",
            heading="验收意见",
            outcome=RESULTS[row.result],
            facts=facts,
            grounds=row.opinion,
            remedies="" if row.result == "passed" else programme.decision.remedies.zh,
        ),
    )


def leave_paper(
    *, actor: Actor, case: Case, programme: Programme, what: str, facts: list[list[str]]
) -> Letter:
    """That an extension, a return or an end was recorded; `facts` say from when until when."""
    return paper_issue(
        actor=actor,
        case=case,
        programme=programme,
        paper=Paper(
            kind=LEAVE, title="通知书", outcome=f"{what}予以备案", facts=facts, grounds="所在单位已同意。"
        ),
    )


def day_in_words(day: dt.date) -> str:
    """2029年10月11日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _said(field: FormField, answer: Json) -> str:
    return "" if answer is None else in_words(field, answer, "zh-hans")
