"""Changes in words: what is changed, what it is now, what it would be; and the names of the bands of differences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhongchuang.policy.matching.describing import Requirement, describe
from zhongchuang.policy.matching.words import Words, day, money
from zhongchuang.policy.packs.schema import Measure, Modality, ParameterValue, RuleBook, Text
from zhongchuang.policy.simulation.changed import changed_book
from zhongchuang.policy.simulation.changes import (
    Change,
    Repeal,
    SetCap,
    SetCondition,
    SetDates,
    SetParameter,
    Switch,
)


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One change: of what, from what, to what. `measure` or `document` is the id of what it is about."""

    subject: Text
    what: Text
    before: Text
    after: Text
    measure: str | None = None
    document: str | None = None


_NONE = Text("没有", "none")
_ALWAYS = Text("不限", "no limit")


def change_words(book: RuleBook, change: Change, on: date) -> ChangeWords:
    """A change of this book, compared with what holds on that day. The change must fit the book (`changed_book`)."""
    if isinstance(change, Repeal):
        document = book.document(change.document)
        title = document.title if document else change.document
        return ChangeWords(
            Text(f"《{title}》", f"《{title}》"),
            Text("废止", "Repeal"),
            Text("有效", "in force"),
            Text(f"自{day(change.day).zh}起废止", f"repealed from {day(change.day).en}"),
            document=change.document,
        )
    measure = book.measure(change.measure)
    assert measure is not None, "changed_book refuses a change of an unknown measure"
    what, before, after = _of_measure(book, measure, change, on)
    return ChangeWords(measure.title, what, before, after, measure=measure.id)


def _of_measure(
    book: RuleBook,
    measure: Measure,
    change: SetParameter | SetCap | SetCondition | SetDates | Switch,
    on: date,
) -> tuple[Text, Text, Text]:
    words = Words(book, measure)
    match change:
        case SetParameter(_, name, value, start, end):
            parameter = measure.parameters[name]
            now: ParameterValue | None = parameter.at(on)
            before = _NONE if now is None else words.parameter_value(name, now.value)
            after = words.parameter_value(name, value)
            when = "" if start is None and end is None else f"（{period(start, end).zh}）"
            when_en = "" if start is None and end is None else f" ({period(start, end).en})"
            return parameter.label, before, Text(f"{after.zh}{when}", f"{after.en}{when_en}")
        case SetCap(_, cap):
            most = money(cap)
            return Text("封顶", "Cap"), _NONE, Text(f"最多 {most.zh}", f"at most {most.en}")
        case SetCondition():
            changed = changed_book(book, [change]).measure(measure.id)
            assert changed is not None, "changing a measure keeps it"
            return Text("条件", "Condition"), _condition(book, measure, on), _condition(book, changed, on)
        case SetDates(_, start, end):
            return Text("有效期", "Period"), period(measure.start, measure.end), period(start, end)
        case Switch(_, on=opened):
            return _switch(measure, opened)


def _condition(book: RuleBook, measure: Measure, on: date) -> Text:
    """The condition of a day in one sentence of plain words."""
    found = describe(book, measure, on)
    if found.condition is None:
        return found.not_in_force or _NONE
    return _sentence(found.condition)


def _sentence(requirement: Requirement) -> Text:
    """A requirement with its parts in a row: 同时满足：甲；乙."""
    if not requirement.children:
        return requirement.text
    parts = [_sentence(part) for part in requirement.children]
    brackets = [
        Text(f"（{part.zh}）", f"({part.en})") if inner.children else part
        for part, inner in zip(parts, requirement.children, strict=True)
    ]
    return Text(
        requirement.text.zh + "；".join(part.zh for part in brackets),
        f"{requirement.text.en} {'; '.join(part.en for part in brackets)}",
    )


def _switch(measure: Measure, opened: bool) -> tuple[Text, Text, Text]:
    waiting = measure.modality in (Modality.ENCOURAGES, Modality.SUSPENDED)
    before = Text("只是鼓励或待条件成就", "encouraged or waiting") if waiting else Text("执行", "given")
    after = Text("假设已开放", "opened") if opened else Text("停止执行", "stopped")
    return Text("执行", "Standing"), before, after


def period(start: date | None, end: date | None) -> Text:
    """From a day to a day, either without limit."""
    if start is None and end is None:
        return _ALWAYS
    if end is None:
        assert start is not None
        return Text(f"{day(start).zh}起", f"from {day(start).en}")
    if start is None:
        return Text(f"至{day(end).zh}止", f"until {day(end).en}")
    return Text(f"{day(start).zh}至{day(end).zh}", f"{day(start).en} to {day(end).en}")


BAND_NAMES: tuple[Text, ...] = (
    Text("减少超过 100 万元", "less by more than 1,000,000 yuan"),
    Text("减少 10 万以上至 100 万元", "less by over 100,000 up to 1,000,000 yuan"),
    Text("减少 1 万以上至 10 万元", "less by over 10,000 up to 100,000 yuan"),
    Text("减少 1 万元以内", "less by up to 10,000 yuan"),
    Text("不变", "no change"),
    Text("增加 1 万元以内", "more by up to 10,000 yuan"),
    Text("增加 1 万以上至 10 万元", "more by over 10,000 up to 100,000 yuan"),
    Text("增加 10 万以上至 100 万元", "more by over 100,000 up to 1,000,000 yuan"),
    Text("增加超过 100 万元", "more by more than 1,000,000 yuan"),
)
"""The bands of `KindEffect.bands`, in their order."""
