"""A document or a measure as lines of plain words, so that two versions can be laid side by side and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhongchuang.core.page import Diff, diff_texts
from zhongchuang.policy.documents.model import UnitNote
from zhongchuang.policy.matching.describing import Formula, Requirement, describe
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.packs.schema import DatedRule, Measure, PackDocument, RuleBook
from zhongchuang.policy.views import labels
from zhongchuang.policy.views.parameters import ParameterView, parameter_views

INDENT = "　"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a document or measure says, under its name."""

    label: str
    text: str
    name: str = ""  # what it is in every version, where the label itself may change

    @property
    def key(self) -> str:
        """What is compared with what."""
        return self.name or self.label


@dataclass(frozen=True, slots=True)
class Compared:
    """The same thing in two versions; `diff` tells the words that differ."""

    label: str
    diff: Diff


def compared(before: Sequence[Line], after: Sequence[Line]) -> tuple[list[Compared], int]:
    """The lines that differ, in the order of the newer version, and how many do not."""
    was, now = ({line.key: line for line in side} for side in (before, after))
    keys = list(dict.fromkeys([*now, *was]))
    differing = [key for key in keys if was.get(key) != now.get(key)]
    return [_compared(was.get(key), now.get(key)) for key in differing], len(keys) - len(differing)


def _compared(was: Line | None, now: Line | None) -> Compared:
    """A line in two versions; a label that changed is told with the words under it."""
    renamed = was is not None and now is not None and was.label != now.label
    texts = ["" if one is None else f"{one.label}\n{one.text}" if renamed else one.text for one in (was, now)]
    label = (now or was or Line("", "")).label
    return Compared(label, diff_texts(*texts, before_label="", after_label=""))


def document_sheet(document: PackDocument) -> list[Line]:
    """What a document is, apart from its clauses."""
    lines = [
        Line(_("标题"), document.title),
        Line(_("发文字号"), document.number or ""),
        Line(_("发文机关"), "、".join(document.issuers)),
        Line(_("成文日期"), _day(document.issued)),
        Line(_("位阶"), str(labels.RANKS[document.rank])),
        Line(_("效力"), str(labels.STATES[document.state])),
        Line(_("效力说明"), labels.in_language(document.state_note)),
        Line(_("施行日期"), _day(document.effective_from)),
        Line(_("失效日期"), _day(document.expires)),
    ]
    return [line for line in lines if line.text]


def units_in_words(notes: Iterable[UnitNote]) -> str:
    """Who answers for a clause, a note a line."""
    return "\n".join(_note(note) for note in notes)


def _note(note: UnitNote) -> str:
    parts = (
        (_("牵头：%(units)s"), note.lead),
        (_("共同：%(units)s"), note.joint),
        (_("配合：%(units)s"), note.cooperating),
    )
    told = [words % {"units": "、".join(units)} for words, units in parts if units]
    return "；".join(told) + (note.open_ended or "")


def measure_sheet(book: RuleBook, measure: Measure, on: date) -> list[Line]:
    """What a measure promises: its words, whom it is for, its rule in plain words, its numbers, its materials."""
    given = [
        Line(_("名称"), labels.in_language(measure.title)),
        Line(_("内容"), labels.in_language(measure.summary)),
        Line(_("依据的原话"), measure.quote),
        Line(_("依据的条款"), _clause(book, measure)),
        Line(_("文件怎么说"), str(labels.MODALITIES[measure.modality])),
        Line(_("支持方式"), str(labels.INSTRUMENTS[measure.instrument])),
        Line(_("给谁"), _("、").join(str(labels.KINDS[kind]) for kind in measure.kinds)),
        Line(_("怎么办"), str(labels.PROCEDURES[measure.procedure])),
        Line(_("起"), _day(measure.start)),
        Line(_("止"), _day(measure.end)),
        Line(_("等待的条件"), labels.in_language(measure.suspended_until)),
        Line(_("什么条件"), condition_in_words(book, measure, on)),
        Line(_("数额含义"), str(labels.BENEFITS[measure.benefit_kind]) if measure.benefit_kind else ""),
        Line(_("怎么算"), benefit_in_words(book, measure, on)),
        Line(_("金额由谁定"), labels.in_language(measure.amount_set_by)),
        *(
            Line(view.label, numbers_in_words(view), f"p.{view.name}")
            for view in parameter_views(book, measure, on)
        ),
        Line(_("由主管部门核验的"), "\n".join(labels.in_language(check.text) for check in measure.checks)),
        Line(_("材料"), "\n".join(labels.in_language(material) for material in measure.materials)),
        Line(_("直到"), labels.in_language(measure.until)),
        Line(_("还依据"), "\n".join(_basis(book, name) for name in measure.basis)),
        Line(_("待核实"), _("是") if measure.unconfirmed else ""),
        Line(_("规则的写法"), "\n".join(rule.text for rule in measure.rules())),
    ]
    return [line for line in given if line.text]


def condition_in_words(book: RuleBook, measure: Measure, on: date) -> str:
    """What a measure asks, a line each; by period where the rule changes with time."""
    told: list[str] = []
    for rule in measure.conditions:
        described = describe(book, measure, _within(measure, rule, on))
        if described.condition is not None:
            told += [*_period(measure.conditions, rule), *_requirement(described.condition)]
    return "\n".join(told)


def benefit_in_words(book: RuleBook, measure: Measure, on: date) -> str:
    """How the amount is worked out, a line each; by period where it changes with time."""
    told: list[str] = []
    for rule in measure.benefit:
        described = describe(book, measure, _within(measure, rule, on))
        if described.benefit is not None:
            told += [*_period(measure.benefit, rule), *_formula(described.benefit)]
    return "\n".join(told)


def numbers_in_words(view: ParameterView) -> str:
    """The values of a number over time, each with its source."""
    return "\n".join(
        f"{line.period}{_('：')}{line.value}"
        + (f"（“{line.quote}”）" if line.quote else f"（{line.basis}）" if line.basis else "")
        + (_("（待核实）") if line.unconfirmed else "")
        for line in view.lines
    )


def _within(measure: Measure, rule: DatedRule, on: date) -> date:
    """The day nearest to `on` on which both the measure and the rule hold."""
    first = max((day for day in (measure.start, rule.start) if day is not None), default=on)
    last = min((day for day in (measure.end, rule.end) if day is not None), default=on)
    return min(max(on, first), last) if first <= last else first


def _period(rules: Sequence[DatedRule], rule: DatedRule) -> Iterator[str]:
    """The days of a rule, where there are several."""
    if len(rules) > 1:
        yield _("%(start)s至%(end)s") % {"start": _day(rule.start) or "…", "end": _day(rule.end) or "…"}


def _requirement(requirement: Requirement, depth: int = 0) -> Iterator[str]:
    yield INDENT * depth + labels.in_language(requirement.text)
    for child in requirement.children:
        yield from _requirement(child, depth + 1)


def _formula(formula: Formula, depth: int = 0) -> Iterator[str]:
    yield INDENT * depth + labels.in_language(formula.text)
    for when, what in formula.cases:
        if when is None:
            yield INDENT * (depth + 1) + _("其他情形")
        else:
            yield from _requirement(when, depth + 1)
        yield from _formula(what, depth + 2)


def _clause(book: RuleBook, measure: Measure) -> str:
    document = book.document(measure.clause.document)
    name = measure.clause.document if document is None else document.number or document.title
    return f"{name} {measure.clause.ref}"


def _basis(book: RuleBook, name: str) -> str:
    text = book.basis(name) or book.document(name)
    return name if text is None else f"《{text.title}》" + (f"（{text.number}）" if text.number else "")


def _day(value: date | None) -> str:
    return labels.in_language(day(value)) if value else ""
