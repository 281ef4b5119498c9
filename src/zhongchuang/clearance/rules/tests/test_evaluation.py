"""What the rules leave a case, one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from zhongchuang.clearance.rules import (
    Effect,
    FactsUnusable,
    Key,
    Level,
    Outcome,
    Standing,
    Verdict,
    evaluate,
    facts_code,
    keys_to_look_up,
)
from zhongchuang.clearance.rules.schema import Filter, Levels, Period, Window
from zhongchuang.clearance.rules.tests.scene import case, rule, support

BLOCK, HIGHER, WARN = rule(Effect.BLOCK), rule(Effect.HIGHER), rule(Effect.WARN)
CAP = rule(Effect.CAP, amount=Decimal("2.50"))


def test_nothing_else_leaves_everything() -> None:
    result = evaluate(case(), [], [BLOCK, rule(Effect.CAP, "b-rule", amount=Decimal(1))])
    assert (result.allowed, result.verdict, result.decisive) == (100, Verdict.CLEAR, ())


def test_a_cap_is_used_up_exactly() -> None:
    result = evaluate(case(), [support("award:1", 150)], [CAP])
    (finding,) = result.findings
    assert (result.allowed, finding.used, finding.remaining) == (100, 150, 100)
    assert finding.outcome is Outcome.FREE
    result = evaluate(case(), [support("award:1", 151)], [CAP])
    assert (result.allowed, result.verdict) == (99, Verdict.REDUCED)
    result = evaluate(case(), [support("award:1", 9999)], [CAP])
    assert (result.allowed, result.verdict, result.findings[0].remaining) == (0, Verdict.BLOCKED, 0)


def test_the_least_holds_and_a_block_wins() -> None:
    caps = [rule(Effect.CAP, f"cap-{n}", amount=Decimal(n)) for n in (1, 2)]
    result = evaluate(case(500), [support("award:1", 70)], [*caps, HIGHER])
    assert (result.allowed, [f.rule.id for f in result.decisive]) == (30, ["cap-1"])
    none = rule(Effect.BLOCK, "none")
    blocked = evaluate(case(500), [support("award:1", 70)], [*caps, HIGHER, none])
    assert (blocked.allowed, [f.rule.id for f in blocked.decisive]) == (0, ["none"])


def test_a_case_without_money_is_blocked_and_never_reduced() -> None:
    result = evaluate(case(0), [support("award:1", 900)], [CAP, rule(Effect.HIGHER, "higher")])
    assert result.verdict is Verdict.CLEAR
    assert evaluate(case(0), [support("award:1", 0)], [BLOCK]).verdict is Verdict.BLOCKED


def test_so_many_times_and_not_once_more() -> None:
    thrice = rule(Effect.BLOCK, times=3)
    awards = [support(f"award:{n}", on=f"202{n}-01-01") for n in range(3)]
    assert evaluate(case(), awards[:2], [thrice]).verdict is Verdict.CLEAR
    assert evaluate(case(), awards, [thrice]).verdict is Verdict.BLOCKED


@pytest.mark.parametrize("standing", [Standing.CLEARED, Standing.HELD, Standing.AWARDED, Standing.PAID])
def test_what_is_committed_counts_wherever_it_stands_in_line(standing: Standing) -> None:
    later = support("case:Y", on="2026-05-20", standing=standing)
    assert evaluate(case(), [later], [BLOCK]).verdict is Verdict.BLOCKED


def test_what_waits_counts_for_those_behind_it_and_is_shown_to_those_before() -> None:
    first, second = case(ref="case:A"), case(ref="case:B")
    assert evaluate(second, [first, second], [BLOCK]).verdict is Verdict.BLOCKED
    result = evaluate(first, [first, second], [BLOCK])
    assert result.verdict is Verdict.CLEAR
    assert [one.ref for one in result.findings[0].competing] == ["case:B"]
    lenient = rule(Effect.BLOCK, waiting=False)
    assert evaluate(second, [first], [lenient]).verdict is Verdict.CLEAR


def test_what_has_ended_is_not_there() -> None:
    ended = support("award:1", standing=Standing.ENDED)
    assert evaluate(case(), [ended], [BLOCK]) == evaluate(case(), [], [BLOCK])


def test_the_higher_one_is_taken_and_the_lower_made_up_to_it() -> None:
    result = evaluate(case(100), [support("award:1", 60)], [HIGHER])
    assert (result.allowed, result.findings[0].chosen) == (40, "case:X")
    result = evaluate(case(100), [support("award:1", 100)], [HIGHER])
    assert (result.allowed, result.verdict, result.findings[0].chosen) == (0, Verdict.BLOCKED, "award:1")
    lower = replace(support("case:A", 60), standing=Standing.WAITING)
    assert evaluate(case(100), [lower], [HIGHER]).allowed == 100  # it waits: the higher one comes first
    higher = replace(lower, amount=130)
    assert evaluate(case(100), [higher], [HIGHER]).allowed == 0


def test_related_parties_are_found_from_either_side() -> None:
    sisters = rule(Effect.BLOCK, same=(Key.RELATED,))
    knows = case(related="乙 丙")
    assert evaluate(knows, [support("award:1", entity="乙")], [sisters]).verdict is Verdict.BLOCKED
    assert evaluate(case(), [support("award:1", entity="乙", related="甲")], [sisters]).allowed == 0
    assert evaluate(case(), [support("award:1")], [sisters]).allowed == 0  # the firm itself
    assert evaluate(knows, [support("award:1", entity="丁", related="丙")], [sisters]).allowed == 100


def test_only_within_its_place_its_days_and_what_it_is_about() -> None:
    award = [support("award:1")]
    for narrower in (
        {"place": "330000"},
        {"place": "210200"},
        {"since": "2026-05-11"},
        {"until": "2026-05-09"},
        {"among": Filter(levels=(Level.NATION,))},
        {"among": Filter(categories=("研发",))},
        {"against": Filter(families=("券",))},
        {"same": (Key.CONTRACT,)},
        {"levels": Levels.DIFFERENT},
    ):
        assert evaluate(case(), award, [rule(Effect.BLOCK, **narrower)]).verdict is Verdict.CLEAR, narrower
    for wide in ({"place": "210000"}, {"place": "210100"}, {"since": "2026-05-10", "until": "2026-05-10"}):
        assert evaluate(case(), award, [rule(Effect.BLOCK, **wide)]).verdict is Verdict.BLOCKED, wide


def test_stacking_leaves_out_pair_by_pair_and_only_what_it_names() -> None:
    stack = rule(Effect.STACK, "stack", levels=Levels.DIFFERENT, excepts=("a-rule",))
    city, county = support("award:1", level=Level.CITY), support("award:2", level=Level.COUNTY)
    result = evaluate(case(), [county], [BLOCK, stack])
    assert result.verdict is Verdict.CLEAR and result.findings[0].leaves_out == ("award:2",)
    assert evaluate(case(), [city, county], [BLOCK, stack]).verdict is Verdict.BLOCKED
    assert evaluate(case(), [county], [rule(Effect.BLOCK, "other"), stack]).verdict is Verdict.BLOCKED


def test_the_higher_levels_rule_prevails_on_one_matter() -> None:
    county = rule(Effect.HIGHER, "county", matter="m", set_by=Level.COUNTY, gives_way=True)
    province = rule(Effect.CAP, "province", matter="m", set_by=Level.PROVINCE, amount=Decimal(9))
    result = evaluate(case(), [support("award:1", 60)], [county, province])
    assert result.allowed == 100
    assert [(f.rule.id, f.outcome, f.instead) for f in result.findings] == [
        ("county", Outcome.GIVES_WAY, "province"),
        ("province", Outcome.FREE, None),
    ]
    elsewhere = province.model_copy(update={"place": "330000"})
    assert evaluate(case(), [support("award:1", 60)], [county, elsewhere]).allowed == 40


def test_what_is_not_known_of_the_case_is_asked_and_of_another_is_told() -> None:
    levels = rule(Effect.BLOCK, levels=Levels.SAME)
    unknown = evaluate(case(level=None), [support("award:1")], [levels])
    assert not unknown.complete and unknown.gaps[0].missing == ("level",) and unknown.findings == ()
    told = evaluate(case(), [support("award:1", level=None)], [levels])
    assert told.complete and told.verdict is Verdict.CLEAR
    assert [one.ref for f in told.warnings for one in f.unsure] == ["award:1"]
    overlap = rule(Effect.BLOCK, window=Window(period=Period.OVERLAP), place="210000")
    assert evaluate(case(place=None), [], [overlap]).gaps[0].missing == ("place", "span")


def test_one_reference_is_one_thing() -> None:
    with pytest.raises(FactsUnusable, match="award:1 出现两次"):
        evaluate(case(), [support("award:1", 1), support("award:1", 2)], [WARN])
    with pytest.raises(FactsUnusable, match="有两种说法"):
        evaluate(case(), [], [BLOCK, WARN])
    with pytest.raises(FactsUnusable, match="负数"):
        support("award:1", -1)


def test_the_code_changes_with_what_counts_and_with_nothing_else() -> None:
    award = support("award:1", 50)
    code = facts_code(evaluate(case(), [award], [CAP]))
    assert len(code) == 64
    same = [
        [replace(award, standing=Standing.PAID)],
        [award, support("award:2", entity="乙")],
        [award, support("case:Y", standing=Standing.WAITING, on="2026-06-01")],
        [award, support("award:3", standing=Standing.ENDED)],
        [support("award:1", 50, invoice="001")],
    ]
    assert {facts_code(evaluate(case(), others, [CAP])) for others in same} == {code}
    stricter = CAP.model_copy(update={"amount": Decimal("2.49")})
    changed = {
        facts_code(evaluate(case(), [replace(award, amount=51)], [CAP])),
        facts_code(evaluate(case(), [], [CAP])),
        facts_code(evaluate(case(), [award, support("award:2", 1)], [CAP])),
        facts_code(evaluate(case(99), [award], [CAP])),
        facts_code(evaluate(case(project="P"), [award], [CAP])),
        facts_code(evaluate(case(), [award], [stricter])),
        facts_code(evaluate(case(), [award], [CAP, rule(Effect.WARN, "look")])),
    }
    assert code not in changed and len(changed) == 7


def test_where_no_rule_concerns_the_case_all_is_left() -> None:
    result = evaluate(case(), [support("award:1")], [rule(Effect.BLOCK, place="330000")])
    assert (result.allowed, result.findings, result.complete) == (100, (), True)


def test_what_is_fetched_is_fetched_by_the_key_that_fewest_share() -> None:
    rules = [
        rule(Effect.BLOCK, same=(Key.CATEGORY, Key.ENTITY)),
        rule(Effect.BLOCK, "b", same=(Key.INVOICE,)),
    ]
    asked = case(category="研发", invoice="001 002")
    assert keys_to_look_up(asked, rules) == {
        Key.ENTITY: frozenset({"甲"}),
        Key.INVOICE: frozenset({"001", "002"}),
    }
    assert keys_to_look_up(case(), rules[1:]) == {}
