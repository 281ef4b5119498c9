"""What clauses do, at the desk: classes, measures, examples, duties and targets kept as they are typed, right or not yet."""

from __future__ import annotations

import pytest

from zhongchuang.policy.drafting.checking import Area
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.desk import problems_of, workbench
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services import desk
from zhongchuang.policy.tests.desk_at_work import (
    EXAMPLES,
    OFFICER,
    RENT_PAID,
    SHARE,
    Step,
    begun,
    both,
    step,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


def refused(verb: Step, draft: Draft) -> list[str]:
    with pytest.raises(DraftInvalid) as error:
        verb(draft)
    assert Draft.objects.get(pk=draft.pk).row_version == draft.row_version
    return list(error.value.fields)


def test_clauses_are_classed_many_at_once_and_unclassed() -> None:
    draft = step(
        desk.clause_class,
        classes={"一": [ClauseClass.TARGET, ClauseClass.TARGET], "二": [ClauseClass.PRINCIPLE]},
    )(begun())
    bench = workbench(draft)
    assert bench.content.classes["一"] == (ClauseClass.TARGET,)
    assert bench.coverage == (2, 5)
    assert bench.undoes == "给 2 条条款归类"
    bench = workbench(step(desk.clause_class, classes={"一": []})(draft))
    assert bench.coverage == (1, 5)


def test_a_clause_that_is_not_there_is_not_classed() -> None:
    assert refused(step(desk.clause_class, classes={"九": [ClauseClass.DUTY]}), begun()) == ["classes"]


def test_a_measure_is_kept_as_it_is_typed_and_its_faults_are_told() -> None:
    typed = {**SHARE, "when": "in_space AND", "quote": "没有的话"}
    draft = step(desk.measure_save, entry=typed)(begun())
    bench = workbench(draft)
    assert bench.content.measures[0]["when"] == "in_space AND"
    found = problems_of(bench, current_rulebook(), only=Area.MEASURES)
    assert {p.field for p in found} == {"when", "quote"}
    draft = step(desk.measure_save, entry=SHARE, name="transfer-share")(draft)
    assert problems_of(workbench(draft), current_rulebook(), only=Area.MEASURES) == ()
    assert len(workbench(draft).content.measures) == 1


def test_a_measure_gets_a_name_where_it_has_none() -> None:
    unnamed = {key: value for key, value in SHARE.items() if key != "id"}
    draft = taken(begun(), step(desk.measure_save, entry=unnamed), step(desk.measure_save, entry=unnamed))
    assert [row["id"] for row in workbench(draft).content.measures] == [
        "share-of-transfer-income",
        "share-of-transfer-income-2",
    ]
    draft = step(desk.measure_save, entry={"title": both("房租补助", "")})(draft)
    assert workbench(draft).content.measures[-1]["id"] == "fangzubuzhu"


def test_values_of_a_form_become_plain_text() -> None:
    draft = step(
        desk.measure_save, entry={**SHARE, "leaves_room": True, "materials": [], "until": None, "rank": 1}
    )(begun())
    entry = workbench(draft).content.measures[0]
    assert (entry["leaves_room"], entry["materials"], entry["until"], entry["rank"]) == (
        "true",
        [],
        None,
        "1",
    )


def test_renaming_a_measure_takes_its_examples_along() -> None:
    draft = taken(
        begun(),
        step(desk.measure_save, entry=SHARE),
        step(desk.example_save, entry=EXAMPLES[0]),
        step(desk.measure_save, entry={**SHARE, "id": "share"}, name="transfer-share"),
    )
    content = workbench(draft).content
    assert [row["id"] for row in content.measures] == ["share"]
    assert set(content.examples[0]["expect"]) == {"jilin/share"}


def test_names_are_taken_once_in_the_draft_and_in_the_pack() -> None:
    draft = step(desk.measure_save, entry=SHARE)(begun())
    assert refused(step(desk.measure_save, entry=SHARE), draft) == ["id"]
    assert refused(step(desk.measure_save, entry=SHARE, name="gone"), draft) == ["entry"]
    opened = desk.draft_begin_amendment(actor=OFFICER, document="liaozhengbanfa-2016-88")
    book = current_rulebook()
    elsewhere = next(
        m for m in book.packs["liaoning"].measures if m.clause.document != "liaozhengbanfa-2016-88"
    )
    taken_name = elsewhere.id.partition("/")[2]
    assert refused(step(desk.measure_save, entry={**SHARE, "id": taken_name}), opened) == ["id"]
    fact = {**RENT_PAID, "name": "in_space"}
    assert refused(step(desk.entry_save, kind=EntryKind.FACT, entry=fact), draft) == ["name"]


def test_what_is_too_large_is_not_kept() -> None:
    assert refused(step(desk.measure_save, entry={**SHARE, "when": "x" * 200_000}), begun()) == ["entry"]


def test_an_entry_is_taken_out_and_comes_back_with_undo() -> None:
    draft = taken(
        begun(), step(desk.measure_save, entry=SHARE), step(desk.measure_remove, name="transfer-share")
    )
    assert workbench(draft).content.measures == ()
    assert workbench(draft).undoes == "删除措施“研发团队转让收益”"
    assert refused(step(desk.measure_remove, name="transfer-share"), draft) == ["entry"]
    assert workbench(step(desk.draft_undo)(draft)).content.measures[0]["id"] == "transfer-share"


def test_examples_of_other_kinds_of_entries_are_kept_alike() -> None:
    draft = taken(
        begun(),
        step(desk.entry_save, kind=EntryKind.FACT, entry=RENT_PAID),
        step(desk.example_save, entry=EXAMPLES[0]),
        step(desk.example_save, entry={**EXAMPLES[0], "name": "另一句"}, name=EXAMPLES[0]["name"]),
        step(
            desk.entry_save,
            kind=EntryKind.LINEAGE,
            entry={"clause": "一", "carries_out": ["guobanfa-2016-7#一（一）"]},
        ),
    )
    content = workbench(draft).content
    assert [row["name"] for row in content.facts] == ["rent_paid"]
    assert [row["name"] for row in content.examples] == ["另一句"]
    assert content.of(EntryKind.LINEAGE)[0]["document"] == "jizhengbanfa-2031-12"


def test_a_proposal_is_taken_over_and_its_clause_classed() -> None:
    draft = begun()
    target = next(p for p in workbench(draft).proposals if p.kind is EntryKind.TARGET)
    draft = step(desk.proposal_accept, proposal=target.key)(draft)
    bench = workbench(draft)
    assert bench.content.targets[0]["value"] == "40"
    assert bench.content.classes["一"] == (ClauseClass.TARGET,)
    assert bench.content.decided == {target.key: "accepted"}
    assert target.key not in {p.key for p in bench.open_proposals}
    assert refused(step(desk.proposal_accept, proposal=target.key), draft) == ["proposal"]


def test_a_proposal_is_taken_over_as_somebody_changed_it() -> None:
    draft = begun()
    duty = next(p for p in workbench(draft).proposals if p.ref == "三")
    better = {**duty.entry, "id": "yearly-data", "title": both("每年报送数据", "Report data every year")}
    draft = step(desk.proposal_accept, proposal=duty.key, entry=better)(draft)
    assert workbench(draft).content.duties[0]["title"]["zh"] == "每年报送数据"


def test_nothing_is_imposed_and_a_declined_proposal_can_still_be_taken() -> None:
    draft = begun()
    assert workbench(draft).content.duties == ()
    duty = next(p for p in workbench(draft).proposals if p.ref == "三")
    draft = step(desk.proposal_decline, proposal=duty.key)(draft)
    assert workbench(draft).content.decided == {duty.key: "declined"}
    assert workbench(draft).content.duties == ()
    draft = step(desk.proposal_accept, proposal=duty.key)(draft)
    assert len(workbench(draft).content.duties) == 1
    assert refused(step(desk.proposal_decline, proposal="nothing"), draft) == ["proposal"]
