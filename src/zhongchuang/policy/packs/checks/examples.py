"""Every example of the packs, run."""

from __future__ import annotations

from collections.abc import Iterator

from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Verdict
from zhongchuang.policy.matching.words import money
from zhongchuang.policy.packs.errors import Problem
from zhongchuang.policy.packs.schema import Example, ExpectedVerdict, RuleBook


def example_problems(book: RuleBook) -> Iterator[Problem]:
    """Promises of examples that matching does not keep."""
    for pack in book.packs.values():
        for example in pack.examples:
            yield from broken_promises(book, example)


def broken_promises(book: RuleBook, example: Example) -> Iterator[Problem]:
    """What one example expects and does not get."""
    facts = {name: FactValue(value) for name, value in example.facts.items()}
    verdicts = {v.measure.id: v for v in match(book, Subject(example.place, example.kind, facts), example.on)}
    for expected in example.expect:
        verdict = verdicts.get(expected.measure)
        if verdict is None:
            yield Problem.at(
                example.written_at,
                f"实例“{example.name}”：措施 {expected.measure} 不适用于 {example.place}。",
                f"Example “{example.name}”: {expected.measure} does not reach {example.place}.",
            )
            continue
        for what_zh, what_en, wanted, got in _differences(expected, verdict):
            yield Problem.at(
                example.written_at,
                f"实例“{example.name}”：{expected.measure} 的{what_zh}应为 {wanted}，得到 {got}。",
                f"Example “{example.name}”: {what_en} of {expected.measure} should be {wanted}, not {got}.",
            )


def _differences(expected: ExpectedVerdict, verdict: Verdict) -> Iterator[tuple[str, str, str, str]]:
    if verdict.answer.value != expected.verdict:
        yield "结论", "the verdict", expected.verdict, f"{verdict.answer.value} ({verdict.status.value})"
    if expected.status is not None and verdict.status.value != expected.status:
        yield "状态", "the status", expected.status, verdict.status.value
    if expected.near_miss is not None and verdict.near_miss is not expected.near_miss:
        yield "差一步", "the near miss", _yes(expected.near_miss), _yes(verdict.near_miss)
    if expected.checks_amount and verdict.amount_fen != expected.amount_fen:
        yield "金额", "the amount", _amount(expected.amount_fen), _amount(verdict.amount_fen)
    if expected.unknown is not None and set(expected.unknown) != set(verdict.unknown):
        yield (
            "未知事实",
            "the unknown facts",
            "、".join(expected.unknown) or "无",
            "、".join(verdict.unknown) or "无",
        )


def _yes(value: bool) -> str:
    return "是 (true)" if value else "否 (false)"


def _amount(fen: int | None) -> str:
    return "无 (none)" if fen is None else money(fen).zh
