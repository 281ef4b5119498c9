"""What is found in the list of awards, how many, how much, and in which order; on both ways of finding."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from zhongchuang.clearance.disclosing.asking import holds
from zhongchuang.clearance.disclosing.wanted import Cursor, Order, Wanted
from zhongchuang.clearance.models import Award, AwardEntry, AwardState
from zhongchuang.clearance.selectors import award_search
from zhongchuang.clearance.selectors.award_search import awards_in_order, count_awards, find_awards
from zhongchuang.clearance.services.award_index import awards_index, awards_index_rebuild
from zhongchuang.clearance.tests.award_factory import an_award, changed
from zhongchuang.parties.services import place_register
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db


def numbers(wanted: Wanted | str, **narrowed: object) -> list[str]:
    """The numbers of everything found, in order, page by page."""
    wanted = Wanted(wanted) if isinstance(wanted, str) else wanted
    return [award.number for award in awards_in_order(replace(wanted, **narrowed), at_once=3)]  # type: ignore[arg-type]


@pytest.fixture
def three() -> tuple[Award, Award, Award]:
    place_register(actor=SYSTEM, code="990000", name="测试省", name_en="Test", parent=None)
    place_register(actor=SYSTEM, code="990100", name="测试市", name_en="Test City", parent="990000")
    return (
        an_award(number="GK-1", title="孵化器运行补贴", place="990100", decided_on=dt.date(2026, 1, 5)),
        an_award(
            number="GK-2",
            title="孵化器房租",
            recipient_name="虚构光电有限公司",
            recipient_code="91999999000000501U",
            place="990200",
            amount=300_00,
            decided_on=dt.date(2025, 3, 1),
        ),
        an_award(
            number="GK-3", title="科技创新券", category="券", decided_on=dt.date(2025, 3, 1), amount=20_00
        ),
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("孵化器", ["GK-1", "GK-2"]),
        ("孵化器 NOT 运行", ["GK-2"]),
        ("孵化器 AND 测试市", ["GK-1"]),
        ("光电 OR 创新券", ["GK-3", "GK-2"]),
        ("(光电 OR 创新券) NOT 孵化器", ["GK-3"]),
        ("NOT 孵化器", ["GK-3"]),
        ("創新券", ["GK-3"]),
        ("科技券", []),
        ("“孵化器房租”", ["GK-2"]),
        ("gk-2", ["GK-2"]),
        ("91999999000000501U", ["GK-2"]),
        ("000000501", ["GK-2"]),
        ("测试省", ["GK-1", "GK-3"]),  # by the name of the province around its city; 990200 is on no map
    ],
)
def test_words_find(three: object, words: str, found: list[str]) -> None:
    assert numbers(words) == found
    assert count_awards(Wanted(words)).count == len(found)


def test_what_stands_in_two_fields_is_no_word(three: object) -> None:
    """The name ends where the code begins: nothing is found across the two."""
    assert numbers('"有限公司9199"') == []


def test_filters_narrow_and_totals_are_exact(three: tuple[Award, ...]) -> None:
    assert numbers("", year=2025) == ["GK-3", "GK-2"]
    assert numbers("", place="990000") == ["GK-1", "GK-3", "GK-2"]
    assert numbers("", place="990100") == ["GK-1", "GK-3"]
    assert numbers("", category="券") == ["GK-3"]
    assert numbers("", least=100_00, most=300_00) == ["GK-2"]
    assert numbers("", recipient="91999999000000501U") == ["GK-2"]
    assert numbers("孵化器", place="990200", year=2025) == ["GK-2"]
    assert numbers("", department="没有的部门") == []
    total = count_awards(Wanted(year=2025))
    assert (total.count, total.amount, total.exact) == (2, 320_00, True)
    assert count_awards(Wanted()).amount == 10_000_00 + 320_00
    assert count_awards(Wanted("孵化器")).amount == 10_000_00 + 300_00


def test_orders(three: object) -> None:
    assert numbers(Wanted(order=Order.OLDEST)) == ["GK-2", "GK-3", "GK-1"]
    assert numbers(Wanted(order=Order.LARGEST)) == ["GK-1", "GK-2", "GK-3"]
    assert numbers(Wanted("孵化器", order=Order.SMALLEST)) == ["GK-2", "GK-1"]


def test_revoked_is_listed_and_counts_nothing_and_what_is_not_public_is_not_there(
    three: tuple[Award, ...],
) -> None:
    Award.objects.filter(number="GK-2").update(state=AwardState.REVOKED, revoked_on=dt.date(2026, 2, 1))
    Award.objects.filter(number="GK-3").update(state=AwardState.WITHHELD)
    awards_index([award.pk for award in three])
    assert numbers("") == ["GK-1", "GK-2"]
    total = count_awards(Wanted())
    assert (total.count, total.amount) == (2, 10_000_00)
    assert (count_awards(Wanted("孵化器")).count, count_awards(Wanted("孵化器")).amount) == (2, 10_000_00)
    assert numbers("", state="revoked") == ["GK-2"]
    assert numbers("创新券") == []


def test_an_award_never_made_public_is_not_found_after_it_was_revoked() -> None:
    an_award(state=AwardState.REVOKED, published_at=None)
    assert numbers("") == []


def test_nobody_is_looked_up_by_the_name_of_a_natural_person() -> None:
    an_award(number="GK-P", recipient_name="虚构张三", recipient_code="", personal=True)
    assert numbers("") == ["GK-P"]
    assert numbers("虚构张三") == []
    assert AwardEntry.objects.get().recipient is None


def test_a_corrected_award_is_found_by_its_new_words_only(three: tuple[Award, ...]) -> None:
    award = three[0]
    award.title, award.place, award.amount = "实验室补贴", "990200", 1_00
    award.save()
    changed(award, "corrected")
    assert numbers("孵化器") == ["GK-2"]
    assert numbers("实验室", place="990200") == ["GK-1"]
    assert numbers("", place="990100") == ["GK-3"]
    assert count_awards(Wanted()).amount == 1_00 + 320_00


MANY = 120
FIRST_YEAR = 2020


def a_province(seed: int) -> list[Award]:
    """Many awards of a few words, so that every way of finding has something to do."""
    chance = random.Random(seed)
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(2000)) for _ in range(MANY)]
    return [
        an_award(
            title="".join(chance.choices(["孵化器", "补贴", "创新券", "房租", "设备"], k=3))
            + ("第一年" if day.year == FIRST_YEAR else ""),
            category=chance.choice(["补贴", "券", ""]),
            department_name=chance.choice(["虚构科技厅", "虚构商务厅"]),
            place=chance.choice(["990100", "990200", "980100"]),
            amount=chance.choice([0, 1, 99, 100_00, 10**9, chance.randrange(10**10)]),
            decided_on=day,
            state=chance.choice([AwardState.PUBLIC] * 4 + [AwardState.REVOKED]),
            recipient_name=f"虚构{chance.randrange(9)}号公司",
            recipient_code="",
        )
        for day in days
    ]


QUESTIONS = (
    Wanted(),
    Wanted("补贴"),
    Wanted("补贴 孵化器"),
    Wanted("补贴设备"),
    Wanted("补贴 NOT 孵化器"),
    Wanted("第一年"),  # nothing of it in the years that come first
    Wanted("第一年", least=1, most=10**9),
    Wanted("NOT 补贴"),
    Wanted("(设备 OR 房租) AND 创新券"),
    Wanted("补贴", year=2023, place="990000"),
    Wanted(category="补贴"),
    Wanted(department="虚构科技厅", place="980000"),
    Wanted("券", least=1_00, most=10**9),
    Wanted(least=1),
)


def by_hand(awards: Sequence[Award], wanted: Wanted) -> list[Award]:
    """The answer as anybody would work it out."""
    folded = dict(AwardEntry.objects.values_list("pk", "folded"))
    found = [
        award
        for award in awards
        if (wanted.ask is None or holds(wanted.ask, folded[award.pk]))
        and (wanted.year in (None, award.decided_on.year))
        and award.place.startswith(wanted.place_prefix)
        and wanted.category in ("", award.category)
        and wanted.department in ("", award.department_name)
        and (wanted.least is None or award.amount >= wanted.least)
        and (wanted.most is None or award.amount <= wanted.most)
    ]
    by_day = wanted.order.column == "day"
    return sorted(
        found,
        key=lambda award: (award.decided_on if by_day else award.amount, award.pk),
        reverse=wanted.order.descending,
    )


@pytest.mark.parametrize("many", [10_000, 5], ids=["few", "many"])
def test_every_way_of_finding_answers_as_by_hand(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """With 5 as the most that is counted and sorted, the same questions are walked band by band."""
    monkeypatch.setattr(award_search, "MOST_COUNTED", many)
    monkeypatch.setattr(award_search, "_MOST_SORTED", min(many, 3))
    monkeypatch.setattr(award_search, "_NEAR", 9)
    awards = a_province(7)
    for question in QUESTIONS:
        for order in Order:
            wanted = replace(question, order=order)
            expected = by_hand(awards, wanted)
            assert [a.pk for a in awards_in_order(wanted, at_once=7)] == [a.pk for a in expected], wanted
            total = count_awards(wanted)
            if total.exact:
                standing = sum(a.amount for a in expected if a.state == AwardState.PUBLIC)
                assert (total.count, total.amount) == (len(expected), standing), wanted
            else:
                assert total.amount is None and len(expected) > total.count == many, wanted


@pytest.mark.parametrize("many", [10_000, 5], ids=["few", "many"])
@pytest.mark.parametrize("order", Order)
def test_pages_forward_and_back_show_the_same(
    monkeypatch: pytest.MonkeyPatch, order: Order, many: int
) -> None:
    monkeypatch.setattr(award_search, "MOST_COUNTED", many)
    monkeypatch.setattr(award_search, "_MOST_SORTED", 3)
    monkeypatch.setattr(award_search, "_NEAR", 20)
    a_province(11)
    wanted = Wanted("补贴", order=order)
    forward: list[list[int]] = []
    cursor: Cursor | None = None
    back: Cursor | None = None
    while True:
        page = find_awards(wanted, cursor, per_page=8)
        forward.append([award.pk for award in page.awards])
        if page.after is None:
            back = page.before
            break
        cursor = page.after
    assert len(forward) > 3
    backward: list[list[int]] = []
    while back is not None:
        page = find_awards(wanted, back, per_page=8)
        backward.append([award.pk for award in page.awards])
        back = page.before
    assert backward == forward[-2::-1]


def test_built_again_the_index_says_the_same() -> None:
    a_province(3)
    before = [(w, numbers(w), count_awards(w)) for w in QUESTIONS]
    assert awards_index_rebuild() == MANY
    assert [(w, numbers(w), count_awards(w)) for w in QUESTIONS] == before


def test_nothing_changed_writes_nothing() -> None:
    award = an_award()
    assert awards_index([award.pk]) == 0
