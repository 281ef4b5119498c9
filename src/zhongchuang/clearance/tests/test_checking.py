"""The check: what is there counts, who was cleared later with this one counted does not, what changed voids."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from zhongchuang.clearance.errors import NoClearance, NotClear
from zhongchuang.clearance.models import Check, Clearance, StoredSupport
from zhongchuang.clearance.rules import Standing, Support
from zhongchuang.clearance.services import (
    Checked,
    Subject,
    check_make,
    check_support,
    clearance_confirmed,
    clearance_void,
)
from zhongchuang.clearance.tests.scene import DAY, kept, rule, rules_in, support
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db
CAP = rule("cap", "cap", ["entity", "category"], amount="100")
HIGHER = rule("higher", "higher", ["entity", "category"])
ONCE = rule("once", "block", ["entity", "category"])
Rules = Callable[..., None]


@pytest.fixture
def rules(tmp_path: Path, settings: Settings) -> Rules:
    """Rules that bind for this test."""

    def bind(*said: dict[str, Any]) -> None:
        settings.CUMULATION_DEMONSTRATION_DIR = rules_in(tmp_path, *said)

    return bind


def asks(
    ref: str, yuan: int, standing: Standing = Standing.WAITING, entity: str = "甲", content: str = ""
) -> Support:
    named = {"entity": entity, "category": "乙", "content": content}
    return kept(support(ref, yuan * 100, standing, DAY, **named))


def subject(one: Support, held: int | None = None) -> Subject:
    return Subject(one.ref, lambda: one, {"own": one.ref}, one.ref, held=held)


def check(one: Support, held: int | None = None) -> Checked:
    return check_make(actor=SYSTEM, subject=subject(one, held))


def confirmed(one: Support, held: int | None = None) -> Clearance:
    with transaction.atomic():
        return clearance_confirmed(subject(one, held))


def decided(one: Support, yuan: int) -> None:
    StoredSupport.objects.filter(ref=one.ref).update(standing=Standing.AWARDED, amount=yuan * 100)


class TestIssuing:
    def test_what_is_left_is_told_and_kept_for_it(self, rules: Rules) -> None:
        rules(CAP)
        asks("award:1", 70, Standing.PAID)
        checked = check(asks("case:2", 60))
        assert checked.clearance is not None
        assert (checked.clearance.verdict, checked.clearance.allowed) == ("reduced", 3000)
        row = StoredSupport.objects.get(ref="case:2")
        assert (row.standing, row.amount) == (Standing.CLEARED, 3000)

    def test_blocked_issues_nothing_says_why_and_is_kept_for_somebody_to_look(self, rules: Rules) -> None:
        rules(ONCE)
        asks("award:1", 70, Standing.PAID)
        case = asks("case:2", 60)
        checked = check(case)
        assert checked.clearance is None and "测试规则 once" in checked.refusal.zh
        assert Check.objects.get(holder="case:2").verdict == "blocked"
        with pytest.raises(NotClear, match="测试规则 once"):
            check_support(actor=SYSTEM, support=case, holder="case:2", facts={})

    def test_a_gap_is_no_clearance(self, rules: Rules) -> None:
        rules(CAP | {"place": "990000"})
        case = dataclasses.replace(asks("case:2", 60), place=None)
        checked = check(case)
        assert checked.clearance is None and "所在地" in checked.refusal.zh
        assert Check.objects.get(holder="case:2").verdict == "incomplete"

    def test_a_check_that_turns_out_blocked_voids_what_stood(self, rules: Rules) -> None:
        rules(ONCE)
        case = asks("case:2", 60)
        first = check(case).clearance
        asks("award:1", 70, Standing.PAID)
        assert check(case).clearance is None
        assert first is not None
        first.refresh_from_db()
        assert first.voided_at is not None
        assert StoredSupport.objects.get(ref="case:2").standing == Standing.WAITING

    def test_the_applicant_reads_no_number_of_anothers(self, rules: Rules) -> None:
        rules(rule("content", "block", ["content"]))
        asks("case:9", 70, Standing.PAID, entity="别人", content="平台")
        check(asks("case:2", 60, content="平台"))
        row = Check.objects.get(holder="case:2")
        assert "case:9" not in str(row.told) and "9" not in str(row.told) and "1 项已有支持" in str(row.told)
        assert ["case:9", 7000] in row.findings[0]["counted"]


class TestConfirming:
    def test_it_stands_while_nothing_changes(self, rules: Rules) -> None:
        rules(CAP)
        case = asks("case:2", 60)
        issued = check(case).clearance
        assert confirmed(case) == issued

    @pytest.mark.parametrize("standing", [Standing.AWARDED, Standing.PAID, Standing.HELD])
    def test_an_earlier_award_that_becomes_known_voids_it(self, rules: Rules, standing: Standing) -> None:
        rules(CAP)
        case = asks("case:2", 60)
        check(case)
        asks("award:1", 70, standing)
        with pytest.raises(NoClearance, match="有变化"):
            confirmed(case)

    def test_a_pending_case_in_front_counts(self, rules: Rules) -> None:
        rules(CAP)
        case = asks("case:2", 60)
        check(case)
        asks("case:1", 70)
        with pytest.raises(NoClearance):
            confirmed(case)

    def test_one_that_applies_later_does_not(self, rules: Rules) -> None:
        rules(CAP)
        case = asks("case:2", 60)
        issued = check(case).clearance
        asks("case:3", 70)
        assert confirmed(case) == issued

    def test_a_rule_in_other_words_voids_it(self, rules: Rules, tmp_path: Path, settings: Settings) -> None:
        rules(CAP)
        case = asks("case:2", 60)
        check(case)
        settings.CUMULATION_DEMONSTRATION_DIR = rules_in(tmp_path / "new", CAP | {"amount": "90"})
        with pytest.raises(NoClearance):
            confirmed(case)


class TestBehind:
    """Whoever took what was left does not count against the one it was left by."""

    def test_of_two_cleared_one_after_the_other_both_keep_theirs(self, rules: Rules) -> None:
        rules(CAP)
        first, second = asks("case:1", 60), asks("case:2", 60)
        a, b = check(first), check(second)
        assert (a.allowed, b.allowed) == (6000, 4000)
        assert confirmed(first) == a.clearance and confirmed(second) == b.clearance

    def test_a_later_award_does_not_void_an_earlier_one_before_it_is_paid(self, rules: Rules) -> None:
        rules(HIGHER)
        low, high = asks("case:1", 60), asks("case:2", 100)
        issued = check(low).clearance
        decided(low, 60)
        made_up = check(high)
        assert made_up.allowed == 4000  # the difference, in 分
        decided(high, 40)
        assert confirmed(low, held=6000) == issued
        assert check(low, held=6000).clearance == issued

    def test_who_asks_for_more_than_was_counted_meets_them_again(self, rules: Rules) -> None:
        rules(CAP)
        first, second = asks("case:1", 60), asks("case:2", 60)
        check(first)
        check(second)
        more = dataclasses.replace(first, amount=9000)
        with pytest.raises(NoClearance):
            confirmed(more)
        again = check(more)
        assert again.allowed == 6000  # 100 less the 40 of the second
        assert confirmed(more) == again.clearance and check(more).clearance == again.clearance

    def test_what_has_no_clearance_of_its_own_counts(self, rules: Rules) -> None:
        rules(CAP)
        first, second = asks("case:1", 60), asks("case:2", 60)
        check(first)
        check(second)
        clearance_void(actor=SYSTEM, holder="case:2", reason="材料有变")
        decided(second, 40)
        with pytest.raises(NoClearance):
            confirmed(first)

    def test_never_more_in_all_than_the_cap_in_whatever_order_they_come(self, rules: Rules) -> None:
        rules(CAP)
        cases = [asks(f"case:{n}", 45) for n in range(1, 5)]
        for one in (cases[2], cases[0], cases[3], cases[1]):
            check(one)
        kept_now = StoredSupport.objects.filter(standing=Standing.CLEARED)
        assert sum(row.amount for row in kept_now) == 10000
        for one in cases:
            if kept_now.filter(ref=one.ref).exists():
                confirmed(one)
