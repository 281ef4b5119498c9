"""The whole at once says what the rules say one by one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhongchuang.clearance.auditing import engine
from zhongchuang.clearance.auditing.engine import Report, audit
from zhongchuang.clearance.auditing.findings import Kind, Severity
from zhongchuang.clearance.auditing.runners import DuckRunner
from zhongchuang.clearance.auditing.tests.scene import Party, tables_of
from zhongchuang.clearance.rules import Outcome, Standing, Support, evaluate
from zhongchuang.clearance.rules.facts import COMMITTED, Key, Level
from zhongchuang.clearance.rules.schema import Effect, Levels, Period, Rule, Window
from zhongchuang.clearance.rules.tests.scene import rule, support
from zhongchuang.clearance.rules.tests.test_properties import rules, supports

CODE, OTHER_CODE = "914403001922038216", "91110000802100433b"


def audited(listed: list[Support], books: list[Rule], parties: list[Party] | None = None) -> Report:
    with DuckRunner(threads=1) as runner:
        return audit(tables_of(listed, parties or []), books, runner)


def refs(report: Report, kind: Kind) -> list[tuple[str, ...]]:
    return [one.refs for one in report.findings if one.kind is kind]


@st.composite
def books_and_supports(draw: st.DrawFn) -> tuple[list[Support], list[Rule]]:
    listed = [draw(supports(f"award:{n}")) for n in range(draw(st.integers(1, 6)))]
    return listed, [draw(rules(f"r{n}")) for n in range(draw(st.integers(1, 3)))]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(books_and_supports())
def test_every_support_is_judged_as_the_clearance_would_have(scene: tuple[list[Support], list[Rule]]) -> None:
    listed, books = scene
    committed = [one for one in listed if one.standing in COMMITTED]
    wanted = {}
    for one in committed:
        before = [other for other in committed if other.place_in_line < one.place_in_line]
        for finding in evaluate(one, before, books).findings:
            if finding.outcome in (Outcome.BLOCKED, Outcome.REDUCED, Outcome.WARNED):
                wanted[one.ref, finding.rule.id] = {other.ref for other in finding.counted}
    found = {
        (one.refs[0], one.told[0]): set(one.refs[1:])
        for one in audited(listed, books).findings
        if one.kind is Kind.RULE
    }
    assert found == wanted


def test_a_cap_says_by_how_much_and_what_one_alone_breaks() -> None:
    cap = rule(Effect.CAP, amount=Decimal("1.50"), window=Window(period=Period.CALENDAR_YEAR))
    listed = [
        support("award:1", 100, on="2026-01-01"),
        support("award:2", 100, on="2026-02-01"),
        support("award:3", 400, on="2025-02-01"),
    ]
    found = {one.refs: (one.amount, one.number, one.used) for one in audited(listed, [cap]).findings}
    assert found == {("award:2", "award:1"): (50, 1, 100), ("award:3",): (250, 0, 0)}


def test_a_shared_invoice_is_found_without_a_rule_and_once_with_one() -> None:
    listed = [
        support("award:1", 300, entity="甲", invoice="f1"),
        support("award:2", 200, entity="乙", invoice="f1", on="2026-06-01"),
        support("award:3", 1, entity="丙", invoice="f2"),
    ]
    report = audited(listed, [])
    assert refs(report, Kind.KEY) == [("award:2", "award:1")]
    assert report.counts == {"key:invoice": 1} and report.findings[0].amount == 200
    ruled = audited(listed, [rule(Effect.BLOCK, "once", same=(Key.INVOICE,))])
    assert refs(ruled, Kind.KEY) == [] and refs(ruled, Kind.RULE) == [("award:2", "award:1")]


def test_what_has_ended_or_waits_is_not_counted() -> None:
    listed = [
        support("award:1", invoice="f1"),
        support("award:2", invoice="f1", standing=Standing.ENDED),
        support("case:3", invoice="f1", standing=Standing.WAITING),
    ]
    report = audited(listed, [])
    assert report.findings == () and report.supports == 1


def test_two_parties_that_are_one_are_seen_through() -> None:
    """Without a code in the second list the rule alone would see two firms."""
    cap = rule(Effect.CAP, amount=Decimal("1.50"))
    listed = [
        support("award:1", 100, entity=CODE),
        support("award:2", 100, entity="~鑫岚木业", on="2026-06-01"),
    ]
    parties: list[Party] = [
        (CODE, "沈阳市鑫岚木业有限公司", CODE, "张明", "13800000001", "沈阳"),
        ("~鑫岚木业", "沈阳鑫岚木业", "", "张明", "13800000001", "沈阳市"),
    ]
    assert audited(listed, [cap]).findings == ()
    report = audited(listed, [cap], parties)
    assert refs(report, Kind.RULE) == [("award:2", "award:1")]
    (linked,) = [one for one in report.findings if one.kind is Kind.LINKED]
    assert linked.told[0] == "one" and linked.severity is Severity.LOOK and (linked.probability or 0) > 0.9


def test_two_codes_under_one_name_are_looked_at_and_not_taken_for_one() -> None:
    block = rule(Effect.BLOCK)
    listed = [support("award:1", entity=CODE), support("award:2", entity=OTHER_CODE, on="2026-06-01")]
    parties: list[Party] = [
        (CODE, "沈阳市鑫岚木业有限公司", CODE, "张明", "13800000001", "沈阳"),
        (OTHER_CODE, "沈阳鑫岚木业有限责任公司", OTHER_CODE, "张明", "13800000001", "沈阳"),
    ]
    report = audited(listed, [block], parties)
    assert refs(report, Kind.RULE) == []
    (linked,) = report.findings
    assert linked.told[0] == "codes" and set(linked.refs) == {"award:1", "award:2"}


def test_related_parties_of_one_category_and_what_looks_like_one_support_twice() -> None:
    listed = [
        support("award:1", 70, entity="甲", category="检测", related="乙"),
        support("award:2", 80, entity="乙", category="检测", on="2026-06-01"),
        support("award:3", 80, entity="乙", category="检测", on="2026-08-01"),
        support("award:4", 80, entity="乙", category="检测", on="2027-08-01"),
    ]
    report = audited(listed, [])
    assert refs(report, Kind.RELATED) == [("award:2", "award:1"), ("award:3", "award:1")]
    assert refs(report, Kind.ALIKE) == [("award:3", "award:2")]


def test_only_so_many_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "KEPT", 2)
    listed = [support(f"award:{n}", 100 + n, on=f"2026-01-0{n}") for n in range(1, 7)]
    report = audited(listed, [rule(Effect.BLOCK)])
    assert report.counts == {"rule:a-rule": 5}
    assert sorted(one.refs[0] for one in report.findings) == ["award:5", "award:6"]


def test_a_value_too_many_share_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhongchuang.clearance.auditing.statements.CROWDED", 3)
    report = audited([support(f"award:{n}") for n in range(5)], [rule(Effect.WARN)])
    assert report.crowded == {"entity": 1} and report.findings == ()


def test_levels_and_days() -> None:
    higher = rule(Effect.HIGHER, levels=Levels.DIFFERENT, since=dt.date(2026, 1, 1))
    listed = [
        support("award:1", 30, level=Level.COUNTY, on="2025-05-01"),
        support("award:2", 80, level=Level.CITY, on="2026-05-01"),
        support("award:3", 80, level=Level.CITY, on="2026-05-02"),
    ]
    found = [(one.refs, one.amount) for one in audited(listed, [higher]).findings if one.kind is Kind.RULE]
    assert found == [(("award:2", "award:1"), 30), (("award:3", "award:1"), 30)]


def test_the_same_input_has_the_same_digest_and_another_another() -> None:
    one = tables_of([support("award:1")])
    assert one.sha256 == tables_of([support("award:1")]).sha256
    assert one.sha256 != tables_of([support("award:1", 101)]).sha256
