"""Findings as sentences in both languages (pure). Who may not know another's case is told that there is one, not which."""

from __future__ import annotations

from collections.abc import Callable

from zhongchuang.clearance.rules.evaluation import Finding, Gap, Outcome
from zhongchuang.clearance.rules.facts import Support
from zhongchuang.clearance.rules.schema import Effect, Source
from zhongchuang.core.errors import Wording
from zhongchuang.core.money import format_yuan

MaySee = Callable[[Support], bool]

_FACTS = {
    "place": Wording("所在地", "the place"),
    "level": Wording("哪一级财政支持", "the level of government that pays"),
    "span": Wording("支持的起止日期", "the period that is supported"),
}


def sentence(finding: Finding, *, may_see: MaySee = lambda _: True) -> Wording:
    """What a rule says to the case and why, with the amounts and with the supports this reader may know of."""
    said = _said(finding, may_see)
    if not finding.unsure:
        return said
    listed = _listed(finding.unsure, may_see)
    return Wording(
        f"{said.zh}资料不全，请核对：{listed.zh}。",
        f"{said.en} Something is not known of these, so look at them: {listed.en}.",
    )


def _said(finding: Finding, may_see: MaySee) -> Wording:
    listed = _listed(finding.counted, may_see)
    left, used = _money(finding.allowed), _money(finding.used)
    match finding.outcome:
        case Outcome.GIVES_WAY:
            return Wording(
                f"这一条让位给上级的规则 {finding.instead}。",
                f"This rule gives way to {finding.instead}, of a higher level.",
            )
        case Outcome.STACKS:
            return Wording(f"可以与 {listed.zh} 叠加。", f"It may stand beside {listed.en}.")
        case Outcome.WARNED:
            return Wording(
                f"请核对是否重复：{listed.zh}。", f"Check whether this is the same support: {listed.en}."
            )
        case Outcome.BLOCKED:
            return _blocked(finding, listed)
        case Outcome.REDUCED if finding.rule.effect is Effect.HIGHER:
            return Wording(
                f"就高不重复：已有 {used.zh}（{listed.zh}），本次补差 {left.zh}。",
                f"The higher one is taken: {used.en} is there ({listed.en}); the difference is {left.en}.",
            )
        case Outcome.REDUCED:
            cap = _money(finding.rule.cap)
            return Wording(
                f"上限 {cap.zh}，已用 {used.zh}（{listed.zh}），本次至多 {left.zh}。"
                if finding.counted
                else f"上限 {cap.zh}，本次至多 {left.zh}。",
                f"Of at most {cap.en}, {used.en} is used ({listed.en}); {left.en} is left."
                if finding.counted
                else f"It is at most {cap.en}; {left.en} is left.",
            )
        case Outcome.FREE:
            return Wording("没有妨碍。", "Nothing stands against it.")


def _blocked(finding: Finding, listed: Wording) -> Wording:
    match finding.rule.effect:
        case Effect.CAP:
            cap, used = _money(finding.rule.cap), _money(finding.used)
            return Wording(
                f"上限 {cap.zh} 已用完（{used.zh}：{listed.zh}）。",
                f"The most there may be, {cap.en}, is used up ({used.en}: {listed.en}).",
            )
        case Effect.HIGHER:
            used = _money(finding.used)
            return Wording(
                f"就高不重复：已有的不低于本次（{used.zh}：{listed.zh}）。",
                f"The higher one is taken, and it is there already ({used.en}: {listed.en}).",
            )
        case _:
            return Wording(f"不得重复：{listed.zh}。", f"It may not be had again: {listed.en}.")


def gap_sentence(gap: Gap) -> Wording:
    """What has to be supplied before the rule can be asked."""
    missing = [_FACTS[name] for name in gap.missing]
    return Wording(
        f"规则“{gap.rule.title.zh}”还不能核对：请补上{'、'.join(w.zh for w in missing)}。",
        f"The rule “{gap.rule.title.en}” cannot be checked yet: supply {', '.join(w.en for w in missing)}.",
    )


def source_line(source: Source) -> Wording:
    """Whose words a rule is, with the words; says so where they were not compared with the document."""
    place = " ".join(part for part in (source.document, source.clause) if part)
    if source.quote:
        said = Wording(f"“{source.quote}”", f"“{source.quote}”")
    elif source.stated:
        said = Wording(source.stated.zh, source.stated.en)
    else:
        raise ValueError("规则没有依据 / a rule without words")
    awaited = (
        Wording("（原文未收录，待核对）", " (the text is not held; to be compared)")
        if source.unconfirmed
        else Wording("", "")
    )
    gap = " " if place else ""
    return Wording(
        f"{source.issuer.zh}{gap}{place}：{said.zh}{awaited.zh}",
        f"{source.issuer.en}{gap}{place}: {said.en}{awaited.en}",
    )


def _listed(supports: tuple[Support, ...], may_see: MaySee) -> Wording:
    seen = [one.ref.partition(":")[2] or one.ref for one in supports if may_see(one)]
    hidden = sum(not may_see(one) for one in supports)
    zh, en = list(seen), list(seen)
    if hidden:
        zh.append(f"另有 {hidden} 项" if seen else f"{hidden} 项已有支持")
        en.append(
            f"{hidden} more" if seen else f"{hidden} that {'is' if hidden == 1 else 'are'} there already"
        )
    return Wording("、".join(zh), ", ".join(en))


def _money(fen: int) -> Wording:
    return Wording(format_yuan(fen), format_yuan(fen, language="en"))
