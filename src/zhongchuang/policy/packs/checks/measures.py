"""Measures: ties within a topic, examples enough, English that is English, facts somebody can be asked
for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from zhongchuang.policy.packs.errors import Problem, Severity
from zhongchuang.policy.packs.schema import Measure, Modality, RuleBook, Text

MINIMUM_EXAMPLES = 2
LONGEST_ID = 52  # with “:amount_fen” a column name, which PostgreSQL cuts at 63 bytes
_HAN = re.compile(r"[\u3400-\u9fff]")
_NEVER_MET = (Modality.ENCOURAGES, Modality.SUSPENDED)


def measure_problems(book: RuleBook) -> Iterator[Problem]:
    """All of it, for every measure."""
    yield from _ties(book)
    yield from _too_few_examples(book)
    yield from _never_shown_to_fit(book)
    yield from _untranslated(book)
    yield from _facts_nobody_answers(book)
    yield from _ids_too_long(book)


def _ties(book: RuleBook) -> Iterator[Problem]:
    """Two promises of one topic that rank and place do not put in order could both be made to one
    subject.
    """
    topics: dict[str, list[Measure]] = defaultdict(list)
    for measure in book.measures():
        if measure.topic is not None and measure.modality not in _NEVER_MET:
            topics[measure.topic].append(measure)
    for topic, measures in topics.items():
        for one, other in combinations(measures, 2):
            if (one.rank, one.place) == (other.rank, other.place) and _may_meet(one, other):
                yield Problem.at(
                    other.written_at,
                    f"议题“{topic}”里 {one.id} 与 {other.id} 位阶相同、地方相同，分不出先后；"
                    "请改其一的位阶、对象或日期，或不放在同一议题。",
                    f"In the topic “{topic}” {one.id} and {other.id} have one rank and one place and so tie; "
                    "change rank, `for` or dates of one, or take it out of the topic.",
                )


def _may_meet(one: Measure, other: Measure) -> bool:
    """Whether a subject of one kind on one day could have both."""
    apart = (one.end is not None and other.start is not None and one.end < other.start) or (
        other.end is not None and one.start is not None and other.end < one.start
    )
    return not apart and bool(set(one.kinds) & set(other.kinds))


def _too_few_examples(book: RuleBook) -> Iterator[Problem]:
    counts = Counter(e.measure for p in book.packs.values() for x in p.examples for e in x.expect)
    for measure in book.measures():
        if counts[measure.id] < MINIMUM_EXAMPLES:
            yield Problem.at(
                measure.written_at,
                f"{measure.id} 只有 {counts[measure.id]} 个实例，至少要 {MINIMUM_EXAMPLES} 个。",
                f"{measure.id} has {counts[measure.id]} example(s); at least {MINIMUM_EXAMPLES} are needed.",
            )


def _never_shown_to_fit(book: RuleBook) -> Iterator[Problem]:
    """A measure that is never met needs an example of somebody it is addressed to: without one its rule
    could say anything.
    """
    shown = {e.measure for p in book.packs.values() for x in p.examples for e in x.expect if e.near_miss}
    for measure in book.measures():
        if measure.modality in _NEVER_MET and measure.id not in shown:
            yield Problem.at(
                measure.written_at,
                f"{measure.id} 不会得出“符合”，要有一个写明 near_miss: true 的实例，说明它写给谁。",
                f"{measure.id} is never met; it needs an example with near_miss: true that shows whom it is for.",
            )


def _untranslated(book: RuleBook) -> Iterator[Problem]:
    for text, what, written_at in _texts(book):
        if text.en and _HAN.search(text.en):
            yield Problem.at(
                written_at,
                f"{what} 的英文里还有汉字：{text.en}",
                f"The English of {what} still holds Chinese characters: {text.en}",
                Severity.WARNING,
            )
        if text.zh and not _HAN.search(text.zh):
            yield Problem.at(
                written_at,
                f"{what} 的中文里没有汉字：{text.zh}",
                f"The Chinese of {what} holds no Chinese characters: {text.zh}",
                Severity.WARNING,
            )


def _texts(book: RuleBook) -> Iterator[tuple[Text, str, str]]:
    for pack in book.packs.values():
        yield pack.title, pack.id, pack.written_at
        for measure in pack.measures:
            at = measure.written_at
            optional = (measure.amount_set_by, measure.suspended_until, measure.until)
            words = [measure.title, measure.summary, *(text for text in optional if text is not None)]
            words += measure.materials
            words += [check.text for check in measure.checks]
            for parameter in measure.parameters.values():
                words.append(parameter.label)
                words += [value.note for value in parameter.values if value.note is not None]
            yield from ((text, measure.id, at) for text in words)
        yield from ((duty.title, duty.id, duty.written_at) for duty in pack.duties)
        yield from ((target.title, target.id, target.written_at) for target in pack.targets)
        for group in pack.fields:
            yield group.group, group.id, group.written_at
            yield from ((words, group.id, group.written_at) for words, _ in group.fields)


def _facts_nobody_answers(book: RuleBook) -> Iterator[Problem]:
    """A fact whose question is not put to a kind the measure is for leaves that kind unknown for ever."""
    for measure in book.measures():
        for name in sorted(measure.facts()):
            asked_of = book.questions[name].asked_of
            missed = [kind for kind in measure.kinds if asked_of and kind not in asked_of]
            if missed:
                yield Problem.at(
                    measure.written_at,
                    f"{measure.id} 面向 {'、'.join(missed)}，但事实“{name}”不问他们（asked_of）。",
                    f"{measure.id} is for {', '.join(missed)}, but “{name}” is not asked of them (asked_of).",
                )


def _ids_too_long(book: RuleBook) -> Iterator[Problem]:
    for measure in book.measures():
        if len(measure.id.encode()) > LONGEST_ID:
            yield Problem.at(
                measure.written_at,
                f"编号 {measure.id} 超过 {LONGEST_ID} 字节，数据库的列名放不下，请起短一些。",
                f"The id {measure.id} is longer than {LONGEST_ID} bytes and fits no column name; shorten it.",
            )
