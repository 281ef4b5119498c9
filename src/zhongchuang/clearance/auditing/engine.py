"""`audit`: every support looked at again, step by step (pure: tables and rules in, findings out)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from zhongchuang.clearance.auditing.findings import Found, Kind, Severity
from zhongchuang.clearance.auditing.resolving import Alike, alike, roots_table
from zhongchuang.clearance.auditing.runners import Runner
from zhongchuang.clearance.auditing.statements import (
    Asked,
    Step,
    alike_step,
    common_steps,
    kin_steps,
    quoted,
    same_name,
    same_steps,
    sisters_steps,
    twice_step,
)
from zhongchuang.clearance.auditing.tables import Tables
from zhongchuang.clearance.rules.facts import Key
from zhongchuang.clearance.rules.schema import Effect, Filter, Rule

ALONE = (Key.INVOICE, Key.CONTRACT, Key.EQUIPMENT)
"""What belongs to one support alone, whatever the rules say."""
SHOWN = 10
"""Supports a finding names."""
KEPT = 10_000
"""Findings kept of one rule or kind, those of most money first; the counts are of all."""

Tell = Callable[[int, int, str], None]
"""How many steps are done, of how many, and what comes next."""


def silent(_done: int, _of: int, _what: str) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit came to. `counts`: of every kind and rule how many there are, also beyond those kept."""

    findings: tuple[Found, ...]
    counts: dict[str, int]
    supports: int
    parties: int
    crowded: dict[str, int] = field(default_factory=dict)
    """Values that too many supports share to compare each with each, by the keys they stand under."""


def statements(rules: Sequence[Rule]) -> list[Step]:
    """Every table that is filled, in order."""
    asked = _asked(rules)
    steps = list(common_steps())
    wanted: dict[tuple[Key, ...], None] = dict.fromkeys(
        ((Key.ENTITY, Key.CATEGORY), (Key.ENTITY,), (Key.RELATED,), (Key.CATEGORY,))
    )
    for one in asked:
        wanted |= {(key,): None for key in one.rule.differ}
        for same in [(key,) for key in one.same] if one.related else [one.same]:
            wanted[same] = None
    for same in wanted:
        steps.extend(same_steps(same))
    steps.extend(kin_steps(own=any(one.related for one in asked)))
    steps.extend(one.under_step() for one in asked)
    # A rule that lets things stand side by side takes its pairs out of others: its own have to be there first.
    for one in sorted(asked, key=lambda each: each.rule.effect is not Effect.STACK):
        stacked = [
            other
            for other in asked
            if other.rule.effect is Effect.STACK
            and one.rule.effect is not Effect.STACK
            and one.rule.id in other.rule.excepts
        ]
        above = _above(one, asked)
        steps.extend(one.pair_steps(above, stacked))
        if one.rule.effect is not Effect.STACK:
            steps.append(one.met_step(above))
    steps.extend(twice_step(key) for key in _alone(rules))
    return [*steps, alike_step(), *sisters_steps()]


def audit(tables: Tables, rules: Iterable[Rule], runner: Runner, tell: Tell = silent) -> Report:
    """Look at everything again. Names are linked first, so that the rules see through codes that are missing or mistyped."""
    ruled = sorted(rules, key=lambda rule: rule.id)
    steps = statements(ruled)
    of = len(steps) + 3
    tell(0, of, "link")
    pairs = alike(tables)
    for name, table in (
        ("supports", tables.supports),
        ("keys", tables.keys),
        ("roots", roots_table(pairs)),
    ):
        runner.load(name, table)
    for done, step in enumerate(steps, 1):
        tell(done, of, step.name)
        runner.make(step)
    tell(of - 2, of, "findings")
    counts: dict[str, int] = {}
    found: list[Found] = []
    for one in _asked(ruled):
        if one.rule.effect is not Effect.STACK:
            found += _of_rule(one, runner, counts)
    for key in _alone(ruled):
        found += _of_key(key, runner, counts)
    found += _of_pairs("alike", Kind.ALIKE, runner, counts)
    found += _of_pairs("sisters", Kind.RELATED, runner, counts)
    found += _of_links(pairs, runner, counts)
    tell(of, of, "")
    supports = int(runner.rows("SELECT count(*) FROM s")[0][0])
    return Report(tuple(found), counts, supports, tables.parties.num_rows, _crowded(ruled, runner))


def _asked(rules: Sequence[Rule]) -> list[Asked]:
    return [Asked(rule, number) for number, rule in enumerate(sorted(rules, key=lambda rule: rule.id))]


def _above(one: Asked, asked: Sequence[Asked]) -> list[Asked]:
    """The rules it gives way to where they concern the same support (`rules.matching.giving_way`)."""
    mine = one.rule
    if not mine.gives_way or mine.set_by is None:
        return []
    return [
        other
        for other in asked
        if other.rule.matter == mine.matter
        and other.rule.set_by is not None
        and other.rule.set_by.rank > mine.set_by.rank
    ]


def _alone(rules: Sequence[Rule]) -> list[Key]:
    """Keys that are looked at by themselves: those no rule looks at for everybody."""
    ruled = {
        rule.same[0]
        for rule in rules
        if rule.effect is Effect.BLOCK
        and len(rule.same) == 1
        and rule.place is None
        and rule.among == Filter()
        and rule.against is None
        and rule.times == 1
    }
    return [key for key in ALONE if key not in ruled]


def _of_rule(one: Asked, runner: Runner, counts: dict[str, int]) -> list[Found]:
    number = int(runner.rows(f"SELECT count(*) FROM {one.met}")[0][0])
    if not number:
        return []
    counts[f"rule:{one.rule.id}"] = number
    best = f"SELECT m.a, m.number, m.used, m.over FROM {one.met} AS m ORDER BY m.over DESC, m.a LIMIT {KEPT}"
    rows = runner.rows(f"SELECT m.a, s.ref, m.number, m.used, m.over FROM ({best}) AS m JOIN s ON s.n = m.a")
    others = _others(runner, one.pairs, best)
    look = one.rule.effect is Effect.WARN
    return [
        Found(
            Kind.RULE,
            Severity.LOOK if look else Severity.BREACH,
            (ref, *others.get(n, ())),
            amount=over,
            number=beside,
            used=used,
            told=(one.rule.id,),
        )
        for n, ref, beside, used, over in sorted(rows)
    ]


def _others(runner: Runner, pairs: str, chosen: str) -> dict[int, tuple[str, ...]]:
    """Of the chosen supports the others that meet them, the earliest first, at most so many."""
    rows = runner.rows(
        "SELECT q.a, s.ref FROM (SELECT p.a AS a, p.b AS b, row_number() OVER (PARTITION BY p.a ORDER BY p.b) AS place"
        f" FROM {pairs} AS p JOIN ({chosen}) AS m ON m.a = p.a) AS q JOIN s ON s.n = q.b"
        f" WHERE q.place < {SHOWN} ORDER BY q.a, q.b"
    )
    found: dict[int, list[str]] = {}
    for n, ref in rows:
        found.setdefault(n, []).append(ref)
    return {n: tuple(refs) for n, refs in found.items()}


def _of_key(key: Key, runner: Runner, counts: dict[str, int]) -> list[Found]:
    table = f"twice_{key.value}"
    number = int(runner.rows(f"SELECT count(DISTINCT value) FROM {table}")[0][0])
    if not number:
        return []
    counts[f"key:{key.value}"] = number
    rows = runner.rows(
        f"SELECT t.value, t.number, s.ref, s.amount FROM {table} AS t JOIN s ON s.n = t.n"
        f" JOIN (SELECT DISTINCT value FROM {table} ORDER BY value LIMIT {KEPT}) AS w ON w.value = t.value"
        " ORDER BY t.value, s.n"
    )
    groups: dict[str, list[tuple[int, str, int]]] = {}
    for value, seen, ref, amount in rows:
        groups.setdefault(value, []).append((int(seen), ref, amount))
    found = []
    for held in groups.values():
        amounts = [amount for _, _, amount in held]
        found.append(
            Found(
                Kind.KEY,
                Severity.BREACH,
                tuple(ref for _, ref, _ in reversed(held))[:SHOWN],
                amount=sum(amounts) - max(amounts),
                number=held[0][0] - 1,
                used=sum(amounts[:-1]),
                told=(key.value,),
            )
        )
    return found


def _of_pairs(table: str, kind: Kind, runner: Runner, counts: dict[str, int]) -> list[Found]:
    number = int(runner.rows(f"SELECT count(*) FROM {table}")[0][0])
    if not number:
        return []
    counts[kind.value] = number
    rows = runner.rows(
        f"SELECT p.a, x.ref, y.ref, p.amount, y.amount FROM (SELECT * FROM {table} ORDER BY amount DESC, a, b"
        f" LIMIT {KEPT}) AS p JOIN s AS x ON x.n = p.a JOIN s AS y ON y.n = p.b"
    )
    return [
        Found(kind, Severity.LOOK, (ref, other), amount=amount, number=1, used=used)
        for _, ref, other, amount, used in sorted(rows)
    ]


def _of_links(pairs: Sequence[Alike], runner: Runner, counts: dict[str, int]) -> list[Found]:
    """Linked parties that both have support. The keys as they were: the roots have brought them together in `own`."""
    if not pairs:
        return []
    asked = sorted({value for pair in pairs for value in (pair.left, pair.right)})
    held: dict[str, list[tuple[int, str, int]]] = {}
    for begin in range(0, len(asked), KEPT):
        values = ", ".join(quoted(value) for value in asked[begin : begin + KEPT])
        for value, n, ref, amount in runner.rows(
            "SELECT k.value, s.n, s.ref, s.amount FROM keys AS k JOIN s ON s.ref = k.ref"
            f" WHERE k.key = {quoted(Key.ENTITY.value)} AND k.value IN ({values}) ORDER BY s.n"
        ):
            held.setdefault(value, []).append((n, ref, amount))
    found = []
    for pair in pairs:
        left, right = held.get(pair.left, []), held.get(pair.right, [])
        refs = {ref for _, ref, _ in left} | {ref for _, ref, _ in right}
        if not left or not right or len(refs) < 2:
            continue
        both = sorted({*left, *right}, reverse=True)
        firsts = [left[-1][1], right[-1][1]]
        shown = (*firsts, *(ref for _, ref, _ in both if ref not in firsts))[:SHOWN]
        found.append(
            Found(
                Kind.LINKED,
                Severity.LOOK,
                shown,
                amount=min(sum(a for _, _, a in left), sum(a for _, _, a in right)),
                number=len(both) - 1,
                used=sum(a for _, _, a in both[1:]),
                told=("one" if pair.one else "codes", pair.left, pair.right),
                probability=pair.probability,
            )
        )
    if found:
        counts[Kind.LINKED.value] = len(found)
    found.sort(key=lambda one: (-one.amount, one.refs))
    return found[:KEPT]


def _crowded(rules: Sequence[Rule], runner: Runner) -> dict[str, int]:
    found = {}
    for same in {one.same for one in _asked(rules) if not one.related and one.same}:
        name = same_name(same)
        number = int(
            runner.rows(
                f"SELECT count(*) FROM (SELECT value FROM {name} GROUP BY value HAVING count(*) > 1 EXCEPT"
                f" SELECT value FROM {name}_often) AS c"
            )[0][0]
        )
        if number:
            found["+".join(key.value for key in same)] = number
    return found
