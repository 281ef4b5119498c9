"""Values and terms of a rule in plain words, Chinese and English: 1,000,000 元, 70%, 高等院校,
2016年7月29日.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zhongchuang.expressions import Kind, Operator, TraceNode, Value
from zhongchuang.policy.packs.industries import industry_name
from zhongchuang.policy.packs.schema import Measure, Question, RuleBook, Text

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
YES = Text("是", "yes")
NO = Text("否", "no")


def money(fen: int) -> Text:
    """An amount in 元 with thousands apart; 分 shown only where there are any."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    digits = f"{sign}{whole:,}" + (f".{rest:02d}" if rest else "")
    return Text(f"{digits} 元", f"{digits} yuan")


def day(value: date) -> Text:
    """2016年7月29日, 29 July 2016."""
    return Text(
        f"{value.year}年{value.month}月{value.day}日", f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    )


def number(value: int | Decimal) -> str:
    """Digits with thousands apart and no trailing zeros."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def industry(code: str) -> Text:
    """C39（计算机、通信和其他电子设备制造业）; the bare code where the standard has no such division."""
    name = industry_name(code)
    return Text(code, code) if name is None else Text(f"{code}（{name.zh}）", f"{code} ({name.en})")


def listed(members: Sequence[Text]) -> Text:
    """Several things in a row."""
    return Text("、".join(m.zh for m in members), ", ".join(m.en for m in members))


def percent(value: Decimal) -> str:
    """0.70 is 70%, 0.125 is 12.5%."""
    return f"{number(value * 100)}%"


class Words:
    """Says values and terms of one measure's rules; knows labels, units, codes and parameters."""

    def __init__(self, book: RuleBook, measure: Measure) -> None:
        self._book = book
        self._measure = measure

    def question(self, fact: str) -> Question:
        """The question behind a fact."""
        return self._book.questions[fact]

    def fact_value(self, name: str, value: Value) -> Text:
        """A fact's value with its unit, a code by its label."""
        question = self.question(name)
        for code, label in question.codes:
            if code == value:
                return label
        if self._book.vocabulary[name].type.kind is Kind.INDUSTRY:
            return industry(str(value))
        return self.plain(value, self._book.vocabulary[name].type.kind, question.unit)

    def parameter_value(self, name: str, value: object, unit: Text | None = None) -> Text:
        """A parameter's value; rates as percentages, lists joined, codes by the labels of the fact they
        belong to.
        """
        parameter = self._measure.parameters[name]
        if isinstance(value, tuple):
            is_industry = parameter.declared.type.kind is Kind.INDUSTRY
            return listed([industry(str(v)) if is_industry else self._code(str(v)) for v in value])
        if parameter.type == "rate" and isinstance(value, Decimal):
            return Text(percent(value), percent(value))
        own = Text(parameter.unit, "") if parameter.unit and parameter.unit != "元" else None
        return self.plain(value, parameter.declared.type.kind, unit or own)

    def _code(self, code: str) -> Text:
        for question in self._book.questions.values():
            for known, label in question.codes:
                if known == code:
                    return label
        return Text(code, code)

    def plain(self, value: object, kind: Kind, unit: Text | None = None) -> Text:
        """A value of a type with its unit."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, date):
            return day(value)
        if kind is Kind.MONEY and isinstance(value, int):
            return money(value)
        if isinstance(value, int | Decimal):
            digits = number(value)
            if unit is None:
                return Text(digits, digits)
            return Text(f"{digits} {unit.zh}".rstrip(), f"{digits} {unit.en}".rstrip())
        return Text(str(value), str(value))

    def unit_of(self, node: TraceNode) -> Text | None:
        """The unit a term is counted in: that of its facts where they share one; None for money and bare
        numbers.
        """
        if node.type.kind is Kind.MONEY:
            return None
        units = {self.question(name).unit for name in node.facts}
        if len(units) == 1 and node.operator not in (Operator.RATIO, Operator.MULTIPLY):
            return units.pop()
        return None

    def term(self, node: TraceNode, unit: Text | None = None) -> Text:
        """A part of a rule by its name: 场地面积, 500 平方米, 研发费用 × 75%."""
        if node.operator is Operator.FACT:
            return self.question(node.name or "").label
        return self._compound(node, unit, [self.term(child, unit) for child in node.children])

    def filled(self, node: TraceNode, unit: Text | None = None) -> Text:
        """The same with values in place of names: 1,000,000 元 × 70%. A CASE shows the branch taken."""
        if node.operator is Operator.FACT:
            name = node.name or ""
            value = node.value
            if value is None or isinstance(value, tuple):
                label = self.question(name).label
                return Text(f"{label.zh}（还不知道）", f"{label.en} (not known)")
            return self.fact_value(name, value)
        if node.operator is Operator.CASE:
            branch = [child for child in node.children if child.decisive]
            return self.filled(branch[-1], unit) if branch else self.term(node, unit)
        return self._compound(node, unit, [self._nested(child, unit) for child in node.children])

    def _nested(self, node: TraceNode, unit: Text | None) -> Text:
        words = self.filled(node, unit)
        if node.operator in (Operator.ADD, Operator.SUBTRACT, *_EXTREMES):
            return Text(f"（{words.zh}）", f"({words.en})")
        return words

    def _compound(self, node: TraceNode, unit: Text | None, parts: Sequence[Text]) -> Text:
        operator = node.operator
        if operator is Operator.PARAMETER:
            return self.parameter_value(node.name or "", node.value, unit)
        if operator is Operator.LITERAL:
            return (
                self._code(node.value)
                if isinstance(node.value, str)
                else self.plain(node.value, node.type.kind, unit)
            )
        if operator is Operator.ON_DATE:
            assert isinstance(node.value, date)
            return day(node.value)
        if operator in _INFIX:
            sign = f" {_INFIX[operator]} "
            return Text(sign.join(p.zh for p in parts), sign.join(p.en for p in parts))
        if operator in _PERIODS:
            zh, en = _PERIODS[operator]
            return Text(f"从{parts[0].zh}到{parts[1].zh}的{zh}", f"{en} from {parts[0].en} to {parts[1].en}")
        if operator in _EXTREMES:
            zh, en = _EXTREMES[operator]
            joined = listed(parts)
            return Text(f"{joined.zh}中{zh}", f"the {en} of {joined.en}")
        if operator is Operator.NEGATE:
            return Text(f"-{parts[0].zh}", f"-{parts[0].en}")
        if operator is Operator.ROUND_TO:
            return Text(f"{parts[0].zh}（四舍五入）", f"{parts[0].en} (rounded)")
        if operator is Operator.CASE:
            return Text("按情形计算的数", "the amount for the case at hand")
        return listed(parts)


_INFIX = {Operator.ADD: "+", Operator.SUBTRACT: "−", Operator.MULTIPLY: "×", Operator.RATIO: "÷"}
_PERIODS = {
    Operator.YEARS_BETWEEN: ("整年数", "whole years"),
    Operator.MONTHS_BETWEEN: ("整月数", "whole months"),
    Operator.DAYS_BETWEEN: ("天数", "days"),
}
_EXTREMES = {Operator.LEAST: ("较小者", "smaller"), Operator.GREATEST: ("较大者", "larger")}
