"""What the rules leave a case (pure): a finding for each rule, and the least of them all.

The order of rules and of supports never matters; one more support never leaves more. Amounts are whole 分.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.clearance.rules.facts import FactsUnusable, Support, others_of
from zhongchuang.clearance.rules.matching import concerns, counts, giving_way, meets, missing_facts
from zhongchuang.clearance.rules.periods import Weight, binding
from zhongchuang.clearance.rules.schema import Effect, Rule


class Outcome(StrEnum):
    """What a rule says to the case."""

    FREE = "free"  # it leaves all that is asked
    REDUCED = "reduced"  # it leaves a part
    BLOCKED = "blocked"  # it leaves nothing
    STACKS = "stacks"  # what it found may stand beside the case
    WARNED = "warned"
    GIVES_WAY = "gives_way"  # a rule of a higher level holds instead


class Verdict(StrEnum):
    """What all rules together say."""

    CLEAR = "clear"
    REDUCED = "reduced"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says. Amounts in 分.

    `allowed` is what this rule leaves of what is asked. `counted` are the supports that lead to it, `used` their sum,
    `remaining` what a cap leaves before the case (None of a rule that is no cap). `competing` meet the case too but do
    not count: they wait behind it in line, or were cleared with it counted.
    `chosen` is the higher one, of a rule that takes it. `instead` is the rule that
    holds where this one gives way. `leaves_out` are supports that a stacking rule takes out of this one. `unsure` may meet
    the case: a fact of theirs is missing, and somebody has to look.
    """

    rule: Rule
    outcome: Outcome
    allowed: int
    counted: tuple[Support, ...] = ()
    used: int = 0
    remaining: int | None = None
    competing: tuple[Support, ...] = ()
    chosen: str | None = None
    instead: str | None = None
    leaves_out: tuple[str, ...] = ()
    unsure: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule nobody could ask, and the facts of the case that it wants (`place`, `level`, `span`)."""

    rule: Rule
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What all rules that concern the case say, in the order of their ids; `allowed` is the least any leaves, in 分.

    With a gap nothing is clear yet: the facts it names have to be supplied first (`complete`).
    """

    case: Support
    findings: tuple[Finding, ...]
    allowed: int
    verdict: Verdict
    gaps: tuple[Gap, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every rule could be asked. No clearance rests on a result that is not complete."""
        return not self.gaps

    @property
    def decisive(self) -> tuple[Finding, ...]:
        """The findings that make it less than was asked: every block, and otherwise whichever leaves least."""
        if self.verdict is Verdict.CLEAR:
            return ()
        if self.verdict is Verdict.BLOCKED:
            return tuple(f for f in self.findings if f.outcome is Outcome.BLOCKED)
        return tuple(f for f in self.findings if f.outcome is Outcome.REDUCED and f.allowed == self.allowed)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What somebody has to look at: what a rule warns of, and what may meet the case for all that is known."""
        return tuple(f for f in self.findings if f.outcome is Outcome.WARNED or f.unsure)


NOBODY: Mapping[str, frozenset[str]] = {}


def evaluate(
    case: Support,
    supports: Iterable[Support],
    rules: Iterable[Rule],
    behind: Mapping[str, frozenset[str]] = NOBODY,
) -> Result:
    """What these rules leave the case beside these supports (its own entry among them is passed over).

    `behind`: by rule, supports that were cleared with this case counted under it. They got what it left them, so they do
    not count against it in turn, whatever they have become since.

    Raises FactsUnusable where a reference, or the id of a rule, stands for two different things.
    """
    others = others_of(case, supports)
    asked = [(rule, concerns(rule, case)) for rule in _once(rules)]
    here = [rule for rule, answer in asked if answer]
    gaps = tuple(Gap(rule, missing_facts(rule, case)) for rule, answer in asked if answer is None)
    replaced = giving_way(here)
    standing = [rule for rule in here if rule.id not in replaced]
    met = {rule.id: _Met.of(rule, case, others) for rule in standing}
    left_out = _left_out(standing, met)
    findings = tuple(
        Finding(rule, Outcome.GIVES_WAY, case.amount, instead=replaced[rule.id])
        if rule.id in replaced
        else _finding(
            rule, case, met[rule.id], left_out.get(rule.id, frozenset()), behind.get(rule.id, frozenset())
        )
        for rule in here
    )
    allowed = min((f.allowed for f in findings), default=case.amount)
    return Result(case, findings, allowed, _verdict(findings), gaps)


@dataclass(frozen=True, slots=True)
class _Met:
    """Who meets a case under one rule, and who may."""

    surely: tuple[Support, ...]
    perhaps: tuple[Support, ...]

    @classmethod
    def of(cls, rule: Rule, case: Support, others: Sequence[Support]) -> _Met:
        answers = [(other, meets(rule, case, other)) for other in others]
        return cls(
            tuple(other for other, answer in answers if answer),
            tuple(other for other, answer in answers if answer is None),
        )


def _once(rules: Iterable[Rule]) -> list[Rule]:
    found: dict[str, Rule] = {}
    for rule in rules:
        if found.setdefault(rule.id, rule) != rule:
            raise FactsUnusable(
                f"规则 {rule.id} 有两种说法。",
                f"The rule {rule.id} is there twice and says different things.",
            )
    return [found[name] for name in sorted(found)]


def _left_out(rules: Sequence[Rule], met: Mapping[str, _Met]) -> dict[str, frozenset[str]]:
    """By rule: the supports which a stacking rule takes out of it. Pair by pair, so that one more never frees another."""
    found: dict[str, frozenset[str]] = {}
    for rule in rules:
        for name in rule.excepts if rule.effect is Effect.STACK else ():
            found[name] = found.get(name, frozenset()) | {other.ref for other in met[rule.id].surely}
    return found


def _finding(
    rule: Rule, case: Support, met: _Met, left_out: frozenset[str], behind: frozenset[str]
) -> Finding:
    kept = [other for other in met.surely if other.ref not in left_out]
    counting = tuple(other for other in kept if other.ref not in behind and counts(rule, case, other))
    shows_all = rule.effect in (Effect.STACK, Effect.WARN)
    counted = counting if shows_all else binding(rule.window, case, counting, _weight(rule))
    used = sum(other.amount for other in counted)
    allowed, outcome = _left(rule, case.amount, used, len(counted))
    return Finding(
        rule,
        outcome,
        allowed,
        counted=counted,
        used=used,
        remaining=max(0, rule.cap - used) if rule.effect is Effect.CAP else None,
        competing=tuple(other for other in kept if other.ref in behind or not counts(rule, case, other)),
        chosen=_chosen(case, counted, used) if rule.effect is Effect.HIGHER and counted else None,
        leaves_out=tuple(other.ref for other in met.surely if other.ref in left_out),
        unsure=met.perhaps,
    )


def _weight(rule: Rule) -> Weight:
    """What makes a rolling period heavy: money where money is limited, else how many there are."""
    if rule.effect in (Effect.CAP, Effect.HIGHER):
        return lambda support: support.amount
    return lambda _: 1


def _left(rule: Rule, asked: int, used: int, number: int) -> tuple[int, Outcome]:
    """What a rule leaves of what is asked, in 分."""
    match rule.effect:
        case Effect.BLOCK:
            return (0, Outcome.BLOCKED) if number >= rule.times else (asked, Outcome.FREE)
        case Effect.CAP:
            return _part(asked, min(asked, max(0, rule.cap - used)))
        case Effect.HIGHER:
            return _part(asked, max(0, asked - used))
        case Effect.STACK:
            return asked, Outcome.STACKS if number else Outcome.FREE
        case Effect.WARN:
            return asked, Outcome.WARNED if number else Outcome.FREE


def _part(asked: int, left: int) -> tuple[int, Outcome]:
    if left == asked:
        return left, Outcome.FREE
    return left, Outcome.REDUCED if left else Outcome.BLOCKED


def _chosen(case: Support, counted: Sequence[Support], used: int) -> str:
    """The higher one: the case where it asks for more than all the others have, else the highest of them."""
    if case.amount > used:
        return case.ref
    return min(counted, key=lambda other: (-other.amount, other.place_in_line)).ref


def _verdict(findings: Sequence[Finding]) -> Verdict:
    outcomes = {finding.outcome for finding in findings}
    if Outcome.BLOCKED in outcomes:
        return Verdict.BLOCKED
    return Verdict.REDUCED if Outcome.REDUCED in outcomes else Verdict.CLEAR
