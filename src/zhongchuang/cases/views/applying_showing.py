"""How a programme and what was answered are shown: sections as facts and tables, steps with their days, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.forms.applying import label_of, said
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import (
    Applicant,
    FieldType,
    FormField,
    Kind,
    Programme,
    Section,
    Step,
)
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.json_values import Json
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Row,
    Stepper,
    StepState,
    SummaryList,
    SummaryRow,
)
from zhongchuang.core.page import Step as PageStep
from zhongchuang.core.page.parts import Value
from zhongchuang.core.working_days import CalendarNotPublished, WorkingCalendar, working_days_between

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STEPS: Mapping[Step, StrOrPromise] = {
    Step.EMPLOYER: _("所在单位同意"),
    Step.RECOMMEND: _("县市推荐"),
    Step.ACCEPT: _("主管部门受理"),
    Step.REVIEW: _("专家评审"),
    Step.DILIGENCE: _("尽职调查"),
    Step.NOTICE: _("公示"),
    Step.DECIDE: _("作出决定"),
    Step.COSIGN: _("财政会签"),
    Step.PAY: _("支付"),
    Step.AFTERCARE: _("后续管理"),
}
APPLICANTS: Mapping[Applicant, StrOrPromise] = {
    Applicant.ORGANISATION: _("单位"),
    Applicant.SPACE: _("众创空间（由运营单位申报）"),
    Applicant.PERSON: _("个人"),
}
OUTCOMES: Mapping[Kind, StrOrPromise] = {
    Kind.RECOGNITION: _("认定"),
    Kind.GRANT: _("补助、奖励"),
    Kind.PROJECT: _("科技计划项目"),
    Kind.LOAN: _("贷款支持"),
    Kind.FUND: _("引导基金"),
    Kind.REGISTRATION: _("备案"),
    Kind.RECOMMENDATION: _("推荐"),
    Kind.VOUCHER: _("创新券"),
}
_RIGHT = (FieldType.MONEY, FieldType.INTEGER, FieldType.DECIMAL, FieldType.RATE)


def value_of(field: FormField, answer: Json) -> Value:
    """An answer as a page draws it."""
    if answer is None:
        return ""
    if field.type is FieldType.MONEY and isinstance(answer, int):
        return Money(answer)
    if field.type is FieldType.DATE and isinstance(answer, str):
        return dt.date.fromisoformat(answer)
    return in_words(field, answer, get_language() or "zh-hans")


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A page of the form as it was answered."""

    id: str
    title: str
    facts: SummaryList | None
    tables: tuple[DataTable, ...]
    missing: int = 0


def shown_sections(form: Form) -> list[ShownSection]:
    """Every section with its answers; what is blank says so."""
    missing = form.missing()
    return [
        ShownSection(
            section.id,
            said(section.title),
            _facts(form.fields_of(section), form.answers),
            tuple(
                answer_table(field, form.answers.get(field.id))
                for field in form.fields_of(section)
                if field.type is FieldType.TABLE
            ),
            sum(one.section == section.id for one in missing),
        )
        for section in form.programme.sections
        if form.fields_of(section)
    ]


def _facts(fields: Sequence[FormField], answers: Mapping[str, Json]) -> SummaryList | None:
    rows = tuple(
        SummaryRow(said(field.label), _or_blank(field, answers.get(field.id)))
        for field in fields
        if field.type is not FieldType.TABLE
    )
    return SummaryList(rows) if rows else None


def _or_blank(field: FormField, answer: Json) -> Value:
    if answer not in (None, "", []):
        return value_of(field, answer)
    return gettext("未填") if field.required else "—"


def answer_table(field: FormField, answer: Json) -> DataTable:
    """The rows of a table, with the sum of its amounts."""
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    columns = tuple(
        Column(label_of(c), ColumnKind.NUMBER if c.type in _RIGHT else ColumnKind.TEXT) for c in field.columns
    )
    body = [Row(tuple(Cell(_in_column(c, row.get(c.id))) for c in field.columns)) for row in rows]
    if len(rows) > 1 and any(c.type is FieldType.MONEY for c in field.columns):
        body.append(Row(tuple(_sum_cell(number, c, rows) for number, c in enumerate(field.columns))))
    empty = EmptyState(gettext("还没有填"), "")
    return DataTable(said(field.label), columns, tuple(body), empty=empty, show_caption=True)


def _sum_cell(number: int, column: FormField, rows: Sequence[Mapping[str, Json]]) -> Cell:
    if column.type is FieldType.MONEY:
        amounts = [row.get(column.id) for row in rows]
        return Cell(Money(sum(a for a in amounts if isinstance(a, int)), unit=False))
    return Cell(gettext("合计") if number == 0 else "")


def _in_column(column: FormField, answer: Json) -> Value:
    value = value_of(column, answer)
    return Money(value.fen, unit=False) if isinstance(value, Money) else value


def days_of(step: Step, programme: Programme) -> str:
    """How long a step takes, in working days; empty where nobody has said."""
    match step:
        case Step.RECOMMEND:
            names = {"county": gettext("县"), "city": gettext("市")}
            return gettext("；").join(
                gettext("%(level)s %(days)s 个工作日") % {"level": names[one.level], "days": one.days}
                for one in programme.chain
            )
        case Step.EMPLOYER | Step.ACCEPT | Step.COSIGN:
            days: int | None = programme.accept_days
        case Step.REVIEW:
            days = programme.review.days if programme.review else None
        case Step.DILIGENCE:
            days = programme.diligence.days if programme.diligence else None
        case Step.NOTICE:
            days = programme.notice.days if programme.notice else None
        case Step.DECIDE:
            days = programme.decision.days
        case Step.PAY:
            days = next((one.days for one in programme.money.instalments), None) if programme.money else None
        case Step.AFTERCARE:
            days = None
    return "" if days is None else working_days(days)


def working_days(days: int) -> str:
    """So many working days."""
    return ngettext("%(days)s 个工作日", "%(days)s 个工作日", days) % {"days": days}


def course_of(programme: Programme) -> Stepper:
    """The steps of a programme as a line, each with its days."""
    first = PageStep(gettext("提交申报"), StepState.NEXT)
    steps = (PageStep(str(STEPS[step]), StepState.NEXT, days_of(step, programme)) for step in programme.steps)
    return Stepper(gettext("办理步骤"), (first, *steps))


def until(day: dt.date, today: dt.date, calendar: WorkingCalendar | None = None) -> str:
    """How far off a last day is: in working days where they can be counted, else not at all. A list gives its calendar, so
    that it is read once.
    """
    try:
        left = working_days_between(today, day, calendar=calendar or working_calendar())
    except CalendarNotPublished:
        return ""
    if day < today:
        return gettext("已过期限")
    return gettext("今天截止") if day == today else gettext("还有 %(days)s 个工作日") % {"days": left}


def section_steps(
    form: Form, current: str, urls: Mapping[str, str], papers: tuple[str, bool] | None
) -> Stepper:
    """How far a form has come; `papers`: the address of the papers and whether they are complete."""
    missing = {one.section for one in form.missing()}
    steps = []
    for section in form.programme.sections:
        if not form.fields_of(section):
            continue
        steps.append(_step(section, current, section.id in missing, urls[section.id]))
    if papers is not None:
        state = _state(current == "papers", done=papers[1])
        steps.append(PageStep(gettext("材料"), state, url="" if current == "papers" else papers[0]))
    steps.append(
        PageStep(
            gettext("核对与提交"),
            _state(current == "review", done=False),
            url="" if current == "review" else urls["review"],
        )
    )
    return Stepper(gettext("填写进度"), tuple(steps))


def _step(section: Section, current: str, is_missing: bool, url: str) -> PageStep:
    here = section.id == current
    return PageStep(said(section.title), _state(here, done=not is_missing), url="" if here else url)


def _state(is_current: bool, *, done: bool) -> StepState:
    return StepState.CURRENT if is_current else StepState.DONE if done else StepState.NEXT
