"""Verdicts for a terminal: grouped by met, nearly, unknown and not, each with its reason and clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from zhongchuang.policy.matching.verdicts import Answer, Status, Verdict
from zhongchuang.policy.matching.words import money
from zhongchuang.policy.packs.schema import BenefitKind, Modality

_GROUPS = (
    ("可以享受", "green"),
    ("还差一步", "yellow"),
    ("还要再问", "cyan"),
    ("不符合", "dim"),
)
_BENEFITS = {
    BenefitKind.FLOOR: "不少于",
    BenefitKind.CEILING: "至多",
    BenefitKind.PERMITTED_FLOOR: "可给予，且不少于",
    BenefitKind.EXTRA_DEDUCTION: "加计扣除",
    BenefitKind.DEDUCTED_AT_ONCE: "一次性扣除",
    BenefitKind.TAX_BASE_FREED: "免税计税依据",
    BenefitKind.GRANT: "补助",
}


def show_on_terminal(verdicts: Sequence[Verdict], labels: dict[str, str]) -> None:
    """The same on standard output."""
    show_verdicts(verdicts, labels, Console())


def show_verdicts(verdicts: Sequence[Verdict], labels: dict[str, str], console: Console) -> None:
    """Print the groups; `labels` are the Chinese names of facts. What is for other kinds is counted, not
    listed.
    """
    for index, (title, colour) in enumerate(_GROUPS):
        members = [v for v in verdicts if _group(v) == index and v.status is not Status.OTHER_KIND]
        if not members:
            continue
        table = Table(title=f"{title}（{len(members)}）", title_style=f"bold {colour}", expand=True)
        table.add_column("措施", ratio=3, overflow="fold")
        table.add_column("金额", justify="right", ratio=2, overflow="fold")
        table.add_column("理由", ratio=6, overflow="fold")
        table.add_column("条款", ratio=2, overflow="fold")
        for verdict in members:
            table.add_row(
                f"[{colour}]{verdict.measure.title.zh}[/]",
                amount(verdict),
                "\n".join(why(verdict, labels)),
                f"{verdict.document_number or verdict.document_title} {verdict.measure.clause.ref}",
            )
        console.print(table)
    others = sum(verdict.status is Status.OTHER_KIND for verdict in verdicts)
    if others:
        console.print(f"另有 {others} 项面向其他主体，没有列出；加 --json 可看全部。", style="dim")


def _group(verdict: Verdict) -> int:
    if verdict.answer is Answer.MET:
        return 0
    if verdict.near_miss:
        return 1
    return 2 if verdict.answer is Answer.UNKNOWN else 3


def amount(verdict: Verdict) -> str:
    """The amount in words; a dash where there is none."""
    if verdict.amount_fen is None:
        return "—"
    kind = verdict.measure.benefit_kind
    lead = f"{_BENEFITS[kind]} " if kind is not None else ""
    return f"{lead}{money(verdict.amount_fen).zh}"


def why(verdict: Verdict, labels: dict[str, str]) -> Iterator[str]:
    """The lines that explain a verdict in a table."""
    if verdict.superseded_by is not None:
        yield f"同一事项以 {verdict.superseded_by} 为准"
    if verdict.working is not None:
        yield verdict.working.text.zh
    if verdict.measure.modality is Modality.PERMITS and verdict.answer is Answer.MET:
        yield "文件说的是“可以”"
    if verdict.to_change is not None:
        yield verdict.to_change.zh
    if verdict.amount_unknown:
        yield "算出金额还要知道：" + "、".join(labels[name] for name in verdict.amount_unknown)
    if verdict.unknown:
        yield "还要知道：" + "、".join(labels[name] for name in verdict.unknown)
    elif verdict.answer is Answer.NOT_MET and not verdict.near_miss:
        yield from _failures(verdict)
    for result in verdict.to_verify if verdict.answer is Answer.MET else ():
        yield f"待核验：{result.check.text.zh}"


def _failures(verdict: Verdict) -> Iterator[str]:
    """The sentences that refuse, lowest first: the failing leaves of the reasons."""
    waiting = list(reversed(verdict.reasons))
    while waiting:
        reason = waiting.pop()
        if reason.holds is False and reason.decisive:
            failing = [child for child in reason.children if child.holds is False and child.decisive]
            if failing:
                waiting += reversed(failing)
            else:
                yield reason.text.zh
