"""One matter across places, and a number over time: what is compared with what, and what is said of the difference."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from zhongchuang.core.actors import SYSTEM
from zhongchuang.policy.packs.loader import default_root, load_rulebook
from zhongchuang.policy.packs.schema import ClauseRef, Measure, RuleBook
from zhongchuang.policy.selectors.compare import (
    Difference,
    clause_sides,
    comparable,
    counterpart,
    differences,
    moving_together,
    topic_sides,
    turning_days,
    value_at,
)
from zhongchuang.policy.services import packs_load
from zhongchuang.policy.tests.factory import TODAY, english, words

RD, SHARES = "national/rd-super-deduction", "income-share-floor"
AWARDS = ClauseRef("guobanfa-2016-7", "三（八）")


@pytest.fixture
def loaded_packs(db: None, today: None) -> None:
    """The real packs with their rows, which the page of a measure starts from."""
    packs_load(actor=SYSTEM, root=default_root())


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """The packs of the repository."""
    return load_rulebook()


def measure(book: RuleBook, name: str) -> Measure:
    found = book.measure(name)
    assert found is not None
    return found


class TestWhatThereIs:
    def test_topics_that_several_places_settle(self, book: RuleBook) -> None:
        topics = {topic.id: dict(topic.counts) for topic in comparable(book, TODAY).topics}
        assert topics[SHARES] == {"national": 1, "liaoning": 1, "yunnan": 1, "gansu": 2}

    def test_national_clauses_with_who_carries_them_out(self, book: RuleBook) -> None:
        ((_document, clauses),) = comparable(book, TODAY).documents
        counts = {str(one.at): dict(one.counts) for one in clauses}
        assert counts["guobanfa-2016-7#三（八）"] == {"liaoning": 2, "yunnan": 1, "gansu": 1}
        assert counts["guobanfa-2016-7#三（十三）"] == {"liaoning": 1, "yunnan": 1}

    def test_columns_in_the_order_of_the_places(self, book: RuleBook) -> None:
        assert [pack.id for pack in comparable(book, TODAY).packs] == ["liaoning", "yunnan", "gansu"]


class TestSides:
    def test_the_nation_first_then_every_province(self, book: RuleBook) -> None:
        sides = clause_sides(book, AWARDS, TODAY)
        assert sides is not None
        assert [side.pack.id for side in sides] == ["national", "liaoning", "yunnan", "gansu"]
        assert [entry.clause.clause.ref for entry in sides[1].entries] == ["二（二）4", "三（一）"]

    def test_a_province_that_says_nothing_has_a_silent_side(self, book: RuleBook) -> None:
        sides = clause_sides(book, ClauseRef("guobanfa-2016-7", "三（十三）"), TODAY)
        assert sides is not None
        assert [side.is_silent for side in sides] == [False, False, False, True]

    @pytest.mark.parametrize(
        "at", [("guobanfa-2016-7", "九"), ("no-such", "一"), ("liaozhengbanfa-2016-88", "一")]
    )
    def test_no_such_clause_of_a_top_text(self, book: RuleBook, at: tuple[str, str]) -> None:
        assert clause_sides(book, ClauseRef(*at), TODAY) is None

    def test_a_topic_without_a_measure_of_a_place(self, book: RuleBook) -> None:
        sides = topic_sides(book, "kept-post", TODAY)
        assert sides is not None
        assert [side.pack.id for side in sides if side.is_silent] == ["gansu"]
        assert topic_sides(book, "no-such", TODAY) is None


class TestDifferences:
    def test_seventy_sixty_fifty(self, book: RuleBook) -> None:
        sides = topic_sides(book, SHARES, TODAY)
        assert sides is not None
        shares = {m.id: value_at(m.parameters["share"], TODAY).value for side in sides for m in side.measures}
        assert {str(shares[f"{p}/transfer-income-share"]) for p in ("national", "liaoning", "yunnan")} == {
            "0.50",
            "0.70",
            "0.60",
        }

    def test_of_several_higher_measures_the_one_for_the_same_people(self, book: RuleBook) -> None:
        above = counterpart(book, measure(book, "liaoning/transfer-income-share"))
        assert above is not None and above.id == "national/transfer-income-share"
        assert counterpart(book, above) is None

    def test_each_kind_of_difference_is_told(self, book: RuleBook) -> None:
        nation = measure(book, "national/transfer-income-share")
        liaoning = measure(book, "liaoning/transfer-income-share")
        gansu = measure(book, "gansu/trial-zone-income-share")
        assert differences(liaoning, nation, TODAY) == (Difference.KINDS, Difference.NUMBERS)
        assert differences(gansu, nation, TODAY) == (Difference.MODALITY,)
        assert differences(nation, nation, TODAY) == ()


class TestOverTime:
    def test_the_raised_rate_stands_beside_the_general_one_and_equals_are_one_line(
        self, book: RuleBook
    ) -> None:
        numbers = moving_together(book, measure(book, RD), "rate")
        assert [(n.measure.id, n.parameter.name) for n in numbers] == [(RD, "rate"), (RD, "rate_raised")]
        assert len(numbers[0].same) == 3

    def test_numbers_of_one_topic_stand_together(self, book: RuleBook) -> None:
        numbers = moving_together(book, measure(book, "liaoning/transfer-income-share"), "share")
        assert {n.measure.place for n in numbers} == {"000000", "210000", "530000", "620000"}

    def test_the_days_on_which_something_happens_and_today(self, book: RuleBook) -> None:
        raised = measure(book, RD).parameters["rate_raised"]
        assert turning_days([raised], TODAY) == (
            date(2017, 1, 1),
            date(2018, 1, 1),
            date(2021, 1, 1),
            date(2022, 1, 1),
            date(2022, 10, 1),
        )
        assert turning_days([measure(book, RD).parameters["rate"]], TODAY)[-1] == TODAY

    def test_a_number_that_no_longer_holds_is_the_last_there_was(self, book: RuleBook) -> None:
        raised = measure(book, RD).parameters["rate_raised"]
        assert value_at(raised, TODAY).start == date(2022, 1, 1)
        assert value_at(raised, date(2015, 1, 1)).start == date(2017, 1, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("packs")
class TestPages:
    def page(self, client: Client, url: str) -> str:
        answer = client.get(url)
        assert answer.status_code == 200, url
        return words(answer)

    def test_what_can_be_compared(self, client: Client) -> None:
        said = self.page(client, "/compare/")
        assert "按事项" in said and "按国办发〔2016〕7号的条款" in said and "没有写" in said

    def test_a_topic_side_by_side_says_in_words_what_differs(self, client: Client) -> None:
        said = self.page(client, f"/compare/?topic={SHARES}")
        assert "数：国家“50%”，这里“70%”" in said
        assert "语气：国家“给予”，这里“可以”" in said

    def test_a_clause_marks_what_the_nation_does_not_say(self, client: Client) -> None:
        answer = client.get("/compare/", {"clause": str(AWARDS)}).content.decode()
        assert "<ins>" in answer and "<del>" not in answer
        assert "用自己的话写，逐字不可比" in answer

    def test_a_measure_without_a_topic_is_not_said_to_differ(self, client: Client) -> None:
        said = self.page(client, "/compare/?clause=guobanfa-2016-7%23三（八）")
        assert (
            said.count("与国家不同") + said.count("与国家相同") == 2
        )  # facility-subsidy in Yunnan and Gansu

    @pytest.mark.parametrize("query", ["topic=x", "clause=x", "clause=guobanfa-2016-7%23"])
    def test_nothing_of_that_name(self, client: Client, query: str) -> None:
        assert client.get(f"/compare/?{query}").status_code == 404

    def test_in_english(self, client: Client) -> None:
        said = self.page(english(client), f"/compare/?topic={SHARES}")
        assert "Differs from the nation" in said


@pytest.mark.django_db
class TestTimeline:
    def test_every_value_with_its_source(self, client: Client, loaded_packs: None) -> None:
        answer = client.get(f"/measures/{RD}/parameters/rate/")
        said = words(answer)
        assert "待核实" in said and "原文未收录" in said and "以下措施里的数与此相同" in said
        assert "&quot;kind&quot;: &quot;step&quot;" in answer.content.decode()

    def test_a_number_that_stands_still_has_a_table_and_no_chart_of_one_day(
        self, client: Client, loaded_packs: None
    ) -> None:
        said = words(client.get("/measures/national/leave-three-years/parameters/years/"))
        assert "3" in said

    def test_no_such_number(self, client: Client, loaded_packs: None) -> None:
        assert client.get(f"/measures/{RD}/parameters/none/").status_code == 404
