"""What holds for every rule and every set of facts: one more support never leaves more, order never matters, a limit holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhongchuang.clearance.rules import Outcome, Standing, Support, evaluate, facts_code, keys_to_look_up
from zhongchuang.clearance.rules.facts import Key, Level, shared
from zhongchuang.clearance.rules.periods import months_after
from zhongchuang.clearance.rules.schema import Effect, Filter, Levels, Period, Rule, Source, Text, Window
from zhongchuang.clearance.rules.words import sentence

SOURCE = Source(issuer=Text(zh="测试", en="Test"), quote="不得重复支持", unconfirmed=True)
DAYS = st.dates(dt.date(2023, 12, 1), dt.date(2026, 3, 31))
EXCEPTED = st.sets(st.sampled_from(["r0", "r1", "r2"]))
KEYS = st.sampled_from([Key.ENTITY, Key.RELATED, Key.PROJECT, Key.CATEGORY])
IDENTIFIERS = st.sampled_from([frozenset(ids) for ids in ("甲", "甲", "甲乙", "乙", "")])
KEYED = st.fixed_dictionaries(
    dict.fromkeys((Key.ENTITY, Key.RELATED, Key.PROJECT, Key.CATEGORY), IDENTIFIERS)
)
LEVELS = st.sampled_from([Level.CITY, Level.CITY, Level.PROVINCE, None])
APART = st.sampled_from([(), (), (), (Key.ENTITY,), (Key.PROJECT,), (Key.CATEGORY,)])
WINDOWS = st.one_of(
    st.builds(Window, period=st.sampled_from([Period.LIFETIME, Period.CALENDAR_YEAR, Period.OVERLAP])),
    st.builds(Window, period=st.just(Period.ROLLING), months=st.integers(1, 14)),
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[dt.date, dt.date]:
    start = draw(DAYS)
    return start, start + dt.timedelta(days=draw(st.integers(0, 200)))


@st.composite
def supports(draw: st.DrawFn, ref: str, standing: Standing | None = None) -> Support:
    return Support(
        ref,
        draw(st.integers(0, 1000)),
        draw(DAYS),
        standing or draw(st.sampled_from(Standing)),
        draw(LEVELS),
        "210100",
        draw(KEYED),
        draw(st.none() | spans()),
    )


@st.composite
def rules(draw: st.DrawFn, name: str, effects: Sequence[Effect] = tuple(Effect)) -> Rule:
    effect = draw(st.sampled_from(effects))
    same = draw(st.lists(KEYS, min_size=1, max_size=2, unique=True))
    return Rule(
        id=name,
        title=Text(zh=name, en=name),
        source=SOURCE,
        effect=effect,
        among=draw(st.sampled_from([Filter(), Filter(), Filter(categories=("甲",))])),
        same=tuple(same),
        differ=tuple(key for key in draw(APART) if key not in same),
        levels=draw(st.sampled_from([Levels.ANY, Levels.ANY, Levels.SAME, Levels.DIFFERENT])),
        window=draw(WINDOWS),
        waiting=draw(st.booleans()),
        times=draw(st.integers(1, 3)) if effect is Effect.BLOCK else 1,
        amount=Decimal(draw(st.integers(1, 2000))) / 100 if effect is Effect.CAP else None,
        excepts=tuple(draw(EXCEPTED)) if effect is Effect.STACK else (),
        matter=draw(st.sampled_from(["m", "n"])),
        set_by=draw(st.sampled_from(Level)),
        gives_way=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Support, list[Support], list[Rule]]:
    others = [draw(supports(f"award:{n}")) for n in range(draw(st.integers(0, 6)))]
    books = [draw(rules(f"r{n}")) for n in range(draw(st.integers(1, 4)))]
    return draw(supports("case:1", Standing.WAITING)), others, books


SCENES = scenes()
CALM = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no defect of a rule


@CALM
@given(SCENES)
def test_one_more_support_never_leaves_more_and_what_is_blocked_stays_blocked(
    scene: tuple[Support, list[Support], list[Rule]],
) -> None:
    case, others, books = scene
    before = evaluate(case, others[:0], books)
    for number in range(1, len(others) + 1):
        after = evaluate(case, others[:number], books)
        assert after.allowed <= before.allowed
        for old, new in zip(before.findings, after.findings, strict=True):  # the same rules concern it
            assert new.allowed <= old.allowed
            assert old.outcome is not Outcome.BLOCKED or new.outcome is Outcome.BLOCKED
        before = after


@CALM
@given(SCENES, st.randoms(use_true_random=False))
def test_order_never_matters(scene: tuple[Support, list[Support], list[Rule]], random: st.DataObject) -> None:
    case, others, books = scene
    first = evaluate(case, others, books)
    shuffled, turned = list(others), list(books)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis draws a random.Random
    random.shuffle(turned)  # type: ignore[attr-defined]  # the same
    again = evaluate(case, [*shuffled, *shuffled, case], turned)
    assert again == first and facts_code(again) == facts_code(first)


@CALM
@given(SCENES)
def test_the_parts_of_a_result_agree(scene: tuple[Support, list[Support], list[Rule]]) -> None:
    case, others, books = scene
    result = evaluate(case, others, books)
    assert 0 <= result.allowed <= case.amount
    assert result.allowed == min([case.amount, *(f.allowed for f in result.findings)])
    assert len(result.findings) + len(result.gaps) <= len(books)
    for finding in result.findings:
        assert finding.used == sum(one.amount for one in finding.counted)
        refs = [one.ref for one in (*finding.counted, *finding.competing, *finding.unsure)]
        assert len(refs) == len(set(refs)) and case.ref not in refs
        assert all(one.standing is not Standing.ENDED for one in finding.counted)
        words = sentence(finding, may_see=lambda _: False)
        assert words.zh.endswith("。") and words.en.endswith(".")
        assert not any(one.ref.partition(":")[2] in words.zh.split("、") for one in finding.counted)


@CALM
@given(SCENES)
def test_what_is_looked_up_is_enough(scene: tuple[Support, list[Support], list[Rule]]) -> None:
    case, others, books = scene
    keys = keys_to_look_up(case, books)
    fetched = [one for one in others if any(shared(case, one, key) for key in keys)]
    assert evaluate(case, fetched, books) == evaluate(case, others, books)


@st.composite
def sequences(draw: st.DrawFn, effect: Effect) -> tuple[Rule, list[Support]]:
    rule = draw(rules("r0", [effect]))
    asked = [draw(supports(f"case:{n}", Standing.WAITING)) for n in range(draw(st.integers(1, 6)))]
    return rule, [
        replace(one, level=one.level or Level.CITY, span=one.span or (one.on, one.on)) for one in asked
    ]


def cleared(rule: Rule, asked: Sequence[Support]) -> list[Support]:
    """Cases cleared one after another, in this order: each for what is left, each counting for the next."""
    done: list[Support] = []
    for number, case in enumerate(asked):
        result = evaluate(case, [*done, *asked[number + 1 :]], [rule])
        done.append(replace(case, amount=result.allowed, standing=Standing.CLEARED))
    return done


@settings(CALM, max_examples=150)
@given(sequences(Effect.CAP), st.randoms(use_true_random=False))
def test_no_sequence_of_clearances_exceeds_a_cap(
    sequence: tuple[Rule, list[Support]], random: st.DataObject
) -> None:
    rule, asked = sequence
    rule = rule.model_copy(
        update={"same": (Key.ENTITY,), "differ": (), "levels": Levels.ANY, "among": Filter()}
    )
    asked = [replace(one, keys={Key.ENTITY: frozenset({"甲"})}) for one in asked]
    random.shuffle(asked)  # type: ignore[attr-defined]  # hypothesis draws a random.Random
    done = cleared(rule, asked)
    for one in done:
        assert sum(o.amount for o in _in_one_period(rule.window, one, done)) <= rule.cap


@settings(CALM, max_examples=150)
@given(sequences(Effect.HIGHER))
def test_any_sequence_of_differences_comes_to_the_highest(sequence: tuple[Rule, list[Support]]) -> None:
    rule, asked = sequence
    rule = rule.model_copy(
        update={"same": (Key.ENTITY,), "differ": (), "levels": Levels.ANY, "among": Filter()}
    )
    rule = rule.model_copy(update={"window": Window()})
    asked = [replace(one, keys={Key.ENTITY: frozenset({"甲"})}) for one in asked]
    assert sum(one.amount for one in cleared(rule, asked)) == max(one.amount for one in asked)


def _in_one_period(window: Window, start: Support, done: Sequence[Support]) -> list[Support]:
    """Counted apart from the engine: what lies in the period that begins with `start` (of overlaps: on its first day)."""
    match window.period:
        case Period.LIFETIME:
            return list(done)
        case Period.CALENDAR_YEAR:
            return [one for one in done if one.on.year == start.on.year]
        case Period.ROLLING:
            end = months_after(start.on, window.length)
            return [one for one in done if start.on <= one.on < end]
        case Period.OVERLAP:
            assert start.span is not None
            day = start.span[0]
            return [one for one in done if one.span is not None and one.span[0] <= day <= one.span[1]]
