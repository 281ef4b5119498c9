"""What a self-check found, in words: one shape for the page and the PDF, so that both say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound, Wording
from zhongchuang.core.money import format_yuan
from zhongchuang.expressions import Kind
from zhongchuang.policy.matching.match import match_one
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Answer, Verdict
from zhongchuang.policy.matching.words import day, industry, percent
from zhongchuang.policy.packs.schema import Measure, Parameter, RuleBook, SubjectKind
from zhongchuang.policy.taxcheck.ledger import Base, Ledger, base_of
from zhongchuang.policy.taxcheck.sheet import COSTS, FIRST_FIVE, HEADS
from zhongchuang.policy.views.labels import in_language, reads_english
from zhongchuang.policy.views.outcomes import ReasonLine, VerdictRow
from zhongchuang.policy.views.parameters import ValueLine, value_lines
from zhongchuang.policy.views.showing import verdict_row

NATION = "000000"
OWN_RD, COMMISSIONED_RD = "national/rd-super-deduction", "national/rd-super-deduction-commissioned"
CHIPS = "national/rd-super-deduction-ic"
RELIEFS = {
    SubjectKind.SPACE: ("national/space-property-tax", "national/space-vat"),
    SubjectKind.INCUBATOR: ("national/incubator-property-tax", "national/incubator-vat"),
}
MOST_FINDINGS = 200
INDENT = "　　"


class Part(TypedDict):
    """One heading of a report: sentences, a table, or both."""

    title: str
    lead: NotRequired[str]
    lines: NotRequired[list[str]]
    heads: NotRequired[list[str]]
    rows: NotRequired[list[list[str]]]


class Report(TypedDict):
    """A report as page and paper show it."""

    language: str
    name: str
    subtitle: str
    demonstration: str
    facts: list[list[str]]
    parts: list[Part]
    caution: str


def rd_report(book: RuleBook, ledger: Ledger, facts: Mapping[str, FactValue], year: int) -> Report:
    """The ledger of a year: what was found, what it adds up to, how much counts, under which conditions."""
    measure = book.measure(OWN_RD)
    assert measure is not None  # `rules_held`
    on = dt.date(year, 12, 31)
    cap = measure.parameters["other_cap"].at(on)
    assert cap is not None and isinstance(cap.value, Decimal)  # the packs have it from 2016 on
    base = base_of(ledger, cap.value)
    verdicts = _rd_verdicts(book, base, facts, on)
    rows = [verdict_row(book, verdict) for verdict in verdicts]
    wrong = [one for one in ledger.findings if one.wrong]
    told = ("taxpayer_kind", "industry")
    return Report(
        language=get_language() or "zh-hans",
        name=_("研发费用辅助账自查"),
        subtitle=_("%(year)s 年度") % {"year": year},
        demonstration=_demonstration(),
        facts=[
            *([in_language(book.questions[name].label), _said(book, name, facts[name])] for name in told),
            [_("读出的凭证行"), str(len(ledger.entries))],
            [_("要先改正的行"), str(len({one.line for one in wrong}))],
            [_("自查日期"), in_language(day(clock.today()))],
        ],
        parts=[
            _conclusion(base, verdicts, rows, measure, year, left_out=bool(wrong)),
            _sums(ledger),
            _limit(base, cap.value),
            *_findings(ledger),
            *(_conditions(row) for row in rows),
            _papers(rows),
            _numbers(book, verdicts, on),
        ],
        caution=_caution(),
    )


def incubator_report(
    book: RuleBook, kind: SubjectKind, facts: Mapping[str, FactValue], on: dt.date
) -> Report:
    """The reliefs of a makerspace or incubator on a day: each condition, what is not known, the papers to keep."""
    subject = Subject(NATION, kind, facts)
    verdicts = [one for name in RELIEFS[kind] if (one := match_one(book, subject, name, on)) is not None]
    rows = [verdict_row(book, verdict) for verdict in verdicts]
    return Report(
        language=get_language() or "zh-hans",
        name=_("孵化器、众创空间税收条件自查"),
        subtitle=_("按 %(day)s 的规定") % {"day": in_language(day(on))},
        demonstration=_demonstration(),
        facts=[
            [in_language(book.questions[name].label), _said(book, name, fact)] for name, fact in facts.items()
        ],
        parts=[
            Part(
                title=_("结论"),
                lines=[
                    f"{row.title}{_('：')}{_outcome(v, row)}" for v, row in zip(verdicts, rows, strict=True)
                ],
            ),
            *(_conditions(row) for row in rows),
            _papers(rows),
            _numbers(book, verdicts, on),
        ],
        caution=_caution(),
    )


def _rd_verdicts(
    book: RuleBook, base: Base, facts: Mapping[str, FactValue], on: dt.date
) -> tuple[Verdict, ...]:
    """The measures that may apply: one's own R&D, what was commissioned where there is any, chips where it is claimed."""
    asked = [OWN_RD] if base.own > 0 or base.commissioned <= 0 else []
    known = {**facts, "rd_expense": FactValue(max(base.own, 0))}
    if base.commissioned > 0:
        known["commissioned_rd_expense"] = FactValue(base.commissioned)
        asked.append(COMMISSIONED_RD)
    if facts["on_ic_list"].value:
        asked.append(CHIPS)
    subject = Subject(NATION, SubjectKind.ENTERPRISE, known)
    found = (match_one(book, subject, name, on) for name in asked)
    return tuple(one for one in found if one is not None)


def _conclusion(
    base: Base,
    verdicts: Sequence[Verdict],
    rows: Sequence[VerdictRow],
    measure: Measure,
    year: int,
    *,
    left_out: bool,
) -> Part:
    lines = [
        _("自己研发可以加计扣除的费用：%(sum)s") % {"sum": _yuan(base.own)},
    ]
    if base.over > 0:
        lines.append(_("其他相关费用超过上限 %(sum)s，超过的不计入。") % {"sum": _yuan(base.over)})
    if base.commissioned > 0:
        lines.append(_("委托研发费用 %(sum)s，按规定的比例计入，见下。") % {"sum": _yuan(base.commissioned)})
    if _changes_within(measure.parameters["rate"], year):
        lines.append(
            _(
                "%(year)s 年中间加计比例有变化，分段怎样计算由企业依规定选择，这里不算金额；各段比例见“数字的出处”。"
            )
            % {"year": year}
        )
    else:
        for verdict, row in zip(verdicts, rows, strict=True):
            lines.append(f"{row.title}{_('：')}{_outcome(verdict, row)}")
    if left_out:
        lines.append(_("有的行没有计入，改正后请再查一次；现在的数偏小。"))
    return Part(title=_("结论"), lines=lines)


def _changes_within(rate: Parameter, year: int) -> bool:
    """Whether another rate begins within the year, after its first day."""
    return any(
        v.start is not None and v.start.year == year and (v.start.month, v.start.day) > (1, 1)
        for v in rate.values
    )


def _outcome(verdict: Verdict, row: VerdictRow) -> str:
    match verdict.answer:
        case Answer.MET:
            amount = "" if row.amount is None else f"{_('，')}{row.amount}{_('。')}{row.working}"
            return _("条件都满足") + amount
        case Answer.NOT_MET:
            return _("不能享受")
        case _:
            unknown = _("、").join(one.label for one in row.unknown)
            return _("还不能判断，要先弄清：%(what)s") % {"what": unknown}


def _sums(ledger: Ledger) -> Part:
    used = [c for c in COSTS if any(e.costs.get(c) for e in ledger.entries)]
    lines = [[project, *(_plain(ledger.total(c, project)) for c in used)] for project in ledger.projects]
    if len(lines) > 1:
        lines.append([_("合计"), *(_plain(ledger.total(c)) for c in used)])
    return Part(
        title=_("各项目归集（元）"),
        heads=[_("研发项目"), *(_wording(HEADS[c].label) for c in used)],
        rows=lines,
    )


def _limit(base: Base, cap: Decimal) -> Part:
    five = _("、").join(_wording(HEADS[c].label) for c in FIRST_FIVE)
    return Part(
        title=_("其他相关费用的上限"),
        lines=[
            _("前五类（%(five)s）合计 %(sum)s") % {"five": five, "sum": _yuan(base.first_five)},
            _("上限 = %(sum)s × %(cap)s ÷ (1 − %(cap)s) = %(limit)s")
            % {"sum": _yuan(base.first_five), "cap": percent(cap), "limit": _yuan(base.other_limit)},
            _("其他相关费用 %(other)s，计入 %(counted)s")
            % {"other": _yuan(base.other), "counted": _yuan(base.other_counted)},
            _("这里按全部项目合计计算；要按项目分别计算的年度，请一个项目查一次。"),
        ],
    )


def _findings(ledger: Ledger) -> list[Part]:
    if not ledger.findings:
        return [Part(title=_("要核对的地方"), lines=[_("没有发现。")])]
    shown = ledger.findings[:MOST_FINDINGS]
    part = Part(
        title=_("要核对的地方"),
        heads=[_("表格的行"), _("影响"), _("内容")],
        rows=[
            [str(one.line or ""), _("没有计入") if one.wrong else _("请核对"), _wording(one.told)]
            for one in shown
        ],
    )
    rest = len(ledger.findings) - len(shown)
    if rest:
        part["lead"] = _("另有 %(n)s 处没有列出，先改这些。") % {"n": rest}
    return [part]


def _conditions(row: VerdictRow) -> Part:
    return Part(title=row.title, lead=row.summary, lines=[*_reasons(row.reasons)])


def _reasons(lines: Iterable[ReasonLine], depth: int = 0) -> Iterable[str]:
    """Each condition with whether it holds; those it is made of stand below it, set in."""
    for line in lines:
        told = line.text if line.status is None else f"{line.status.word}{_('：')}{line.text}"
        yield INDENT * depth + told
        yield from _reasons(line.children, depth + 1)


def _papers(rows: Sequence[VerdictRow]) -> Part:
    papers = dict.fromkeys(paper for row in rows for paper in row.materials)
    return Part(
        title=_("留存备查的资料"),
        lead=_("不用事先审批或备案：自行判别、申报享受，资料自己留存，税务机关可以要求查看。"),
        lines=list(papers),
    )


def _numbers(book: RuleBook, verdicts: Sequence[Verdict], on: dt.date) -> Part:
    """Every number of the law of the year, with the text it comes from; one that nobody has confirmed says so."""
    lines: dict[str, None] = {}
    for verdict in verdicts:
        for parameter in verdict.measure.parameters.values():
            kept = sorted(parameter.values, key=lambda v: v.start or dt.date.min)
            shown = reversed(value_lines(book, verdict.measure, parameter, on))
            for value, line in zip(kept, shown, strict=True):
                if value.covers(on) or (value.start is not None and value.start.year == on.year):
                    lines.setdefault(_number(in_language(parameter.label), line), None)
    return Part(title=_("数字的出处"), lines=list(lines))


def _number(label: str, line: ValueLine) -> str:
    told = f"{label}{_('：')}{line.value}{_('，')}{line.period}"
    told += f"{_('，')}{line.basis}" if line.basis else ""
    return told + (_("（待核实）") if line.unconfirmed else "")


def rules_held(book: RuleBook) -> RuleBook:
    """The packs in force, which hold the measures that are checked. Raises NotFound where they do not: nothing is made up."""
    needed = {OWN_RD, COMMISSIONED_RD, CHIPS, *(name for names in RELIEFS.values() for name in names)}
    if any(book.measure(name) is None for name in needed):
        raise NotFound()
    return book


def _said(book: RuleBook, name: str, fact: FactValue) -> str:
    labels = dict(book.questions[name].codes)
    value = fact.value
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.date):
        return in_language(day(value))
    if book.vocabulary[name].type.kind is Kind.INDUSTRY:
        return in_language(industry(str(value)))
    return in_language(labels[str(value)]) if str(value) in labels else str(value)


def _wording(told: Wording) -> str:
    return told.en if reads_english() else told.zh


def _yuan(fen: int) -> str:
    return format_yuan(fen, language=get_language() or "zh-hans")


def _plain(fen: int) -> str:
    return format_yuan(fen, unit=False)


def _demonstration() -> str:
    return _("演示环境：账户、单位均为虚构；政策原文是真的") if settings.DEMONSTRATION else ""


def _caution() -> str:
    return _(
        "自查结果供核对参考，不是税务机关的意见；最终以税收法规和主管税务机关的解释为准。上传的表没有保存。"
    )
