"""Duties and targets found in a text: what is proposed, and what is not; against what people wrote of the same texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.policy.documents.tests.factory import OPINION, read
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.drafting.proposing import Proposal, proposals
from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import ClauseClass, PackDocument
from zhongchuang.policy.packs.text import clauses_of, read_text, stands_in


def of(text: str, kind: EntryKind) -> list[Proposal]:
    return [row for row in proposals(read(text), "doc-1") if row.kind is kind]


def clause(words: str) -> str:
    return f"东海省示例意见\n一、示例\n{words}\n二、其他\n其余示例。\n"


def test_where_units_are_named_they_are_to_do_what_the_clause_says_first() -> None:
    found = {row.ref: row for row in of(OPINION, EntryKind.DUTY)}
    assert list(found) == ["二（一）", "二（二）1", "二（二）2"]
    duty = found["二（一）"]
    assert duty.quote == "支持企业建设平台，到2033年，建设不少于30家示例空间"
    assert duty.units == ("省科技厅", "省财政厅")
    assert duty.clause_class is ClauseClass.DUTY
    assert duty.entry["title"]["zh"] == "建设平台"
    assert "units" not in duty.entry, "the units are those of the clause's own note"


def test_where_none_are_named_a_sentence_that_says_what_an_organ_is_to_do_is_one() -> None:
    [duty] = of(clause("需要各方努力。各市人民政府要加强指导，推进建设。主要做法另行总结。"), EntryKind.DUTY)
    assert duty.quote == "各市人民政府要加强指导，推进建设"
    assert duty.entry["units"] == ["各市人民政府"]
    assert of(clause("企业重要成果须登记，市场主要由企业推动。"), EntryKind.DUTY) == []


def test_a_number_to_reach_by_a_day_is_a_target() -> None:
    [target] = of(OPINION, EntryKind.TARGET)
    assert (target.ref, target.value, target.unit, target.deadline) == (
        "二（一）",
        Decimal(30),
        "家",
        date(2033, 12, 31),
    )
    assert target.entry["comparator"] == ">="
    assert target.entry["deadline"] == "2033-12-31"
    assert target.quote == "支持企业建设平台，到2033年，建设不少于30家示例空间"


@pytest.mark.parametrize(
    "words",
    [
        "给予每家最高50万元补助。",
        "所得收益不低于70%。",
        "有效期3年，30个工作日内办结。",
        "每次不超过3家。",
        "名单共3家。",
    ],
)
def test_money_shares_terms_and_ceilings_are_no_targets(words: str) -> None:
    assert of(clause(words), EntryKind.TARGET) == []


def test_a_share_by_a_day_is_one() -> None:
    [target] = of(clause("到2033年，示例指标达到80%以上。"), EntryKind.TARGET)
    assert (target.value, target.unit) == (Decimal(80), "%")


def test_of_two_numbers_alike_each_is_proposed_with_its_own_words() -> None:
    found = of(clause("依托企业，建设50个示例空间；依托高校，建设50个示例空间。"), EntryKind.TARGET)
    assert [row.quote for row in found] == ["依托企业，建设50个示例空间", "依托高校，建设50个示例空间"]
    assert len({row.key for row in found}) == 2


def test_the_same_reading_gives_the_same_proposals() -> None:
    assert proposals(read(OPINION), "doc-1") == proposals(read(OPINION), "doc-1")


BOOK = load_rulebook()
HELD = [document for pack in BOOK.packs.values() for document in pack.documents.values()]


@pytest.mark.parametrize("document", HELD, ids=[document.id for document in HELD])
def test_every_proposal_of_the_held_texts_quotes_its_clause(document: PackDocument) -> None:
    for row in proposals(read_text(document), document.id):
        assert stands_in(row.quote, clauses_of(document)[row.ref].text), row


def test_all_targets_that_people_found_are_proposed_with_their_numbers() -> None:
    for pack in BOOK.packs.values():
        for target in pack.targets:
            held = pack.documents[target.clause.document]
            found = [row for row in proposals(read_text(held), held.id) if row.kind is EntryKind.TARGET]
            assert any(row.ref == target.clause.ref and row.value == target.value for row in found), target.id


def test_nearly_all_clauses_with_units_that_people_took_for_duties_are_proposed() -> None:
    wanted = {
        (duty.clause.document, duty.clause.ref)
        for pack in BOOK.packs.values()
        for duty in pack.duties
        if clauses_of(pack.documents[duty.clause.document])[duty.clause.ref].units
    }
    found = {
        (held.id, row.ref)
        for held in HELD
        for row in proposals(read_text(held), held.id)
        if row.kind is EntryKind.DUTY
    }
    assert len(wanted) >= 40
    assert len(wanted & found) / len(wanted) >= 0.95
