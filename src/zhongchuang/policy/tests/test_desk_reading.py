"""The text at the desk: mended with what rests on it following, warnings settled, particulars and place stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhongchuang.policy.documents.mending import HeadField, Join, SetHead, SetHeading, SetLabel
from zhongchuang.policy.drafting.content import DocumentEnd, EndKind, NewPack, NewPlace
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.schema import ClauseClass, DocumentState, Rank
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.services import desk
from zhongchuang.policy.tests.desk_at_work import CHANGCHUN, CLASSES, OFFICER, SHARE, Step, begun, step, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


def refused(verb: Step, draft: Draft) -> list[str]:
    with pytest.raises(DraftInvalid) as error:
        verb(draft)
    assert error.value.fields
    assert all(wording.en for wording in error.value.fields.values())
    assert Draft.objects.get(pk=draft.pk).row_version == draft.row_version
    return list(error.value.fields)


def test_a_mend_is_kept_and_the_reading_follows() -> None:
    draft = step(desk.draft_mend, mend=SetHeading("二（一）", None))(begun())
    bench = workbench(draft)
    clause = bench.read.clause("二（一）")
    assert clause is not None
    assert clause.heading is None
    assert bench.undoes == "订正 二（一） 的标题"
    assert draft.text == workbench(step(desk.draft_undo)(draft)).draft.text


def test_a_mend_that_does_not_fit_changes_nothing() -> None:
    assert refused(step(desk.draft_mend, mend=Join("九")), begun()) == ["mend"]


def test_what_rests_on_a_clause_follows_its_new_number() -> None:
    end = DocumentEnd(
        "ganzhengbanfa-2016-33", EndKind.REPEALED, date(2031, 6, 1), None, "二（三）", "房租补助"
    )
    draft = taken(
        begun(),
        step(desk.clause_class, classes=CLASSES),
        step(desk.measure_save, entry={**SHARE, "clause": "二（三）"}),
        step(desk.document_end, end=end),
        step(desk.draft_mend, mend=SetLabel("二（三）", "（二）")),
    )
    content = workbench(draft).content
    assert content.classes["二（二）"] == (ClauseClass.MEASURE,)
    assert "二（三）" not in content.classes
    assert content.measures[0]["clause"] == "二（二）"
    assert content.ends[0].clause == "二（二）"
    back = workbench(step(desk.draft_undo)(draft)).content
    assert back.measures[0]["clause"] == "二（三）"


def test_joining_puts_the_classes_of_both_together() -> None:
    draft = taken(
        begun(),
        step(
            desk.clause_class,
            classes={"二（一）": (ClauseClass.MEASURE,), "二（三）": (ClauseClass.DUTY, ClauseClass.MEASURE)},
        ),
        step(desk.draft_mend, mend=Join("二（三）")),
    )
    assert workbench(draft).content.classes == {"二（一）": (ClauseClass.MEASURE, ClauseClass.DUTY)}


def test_a_particular_mended_is_stated_with_its_source() -> None:
    draft = step(desk.draft_mend, mend=SetHead(HeadField.DATE, "2031-05-09", "吉林省政府公报（虚构）"))(
        begun()
    )
    bench = workbench(draft)
    assert (bench.read.date, bench.content.head.issued) == (date(2031, 5, 9), date(2031, 5, 9))
    assert bench.content.head.issued_source == "吉林省政府公报（虚构）"
    titled = step(desk.draft_mend, mend=SetHead(HeadField.TITLE, "另一个标题", "网页"))(draft)
    assert titled.title == "另一个标题"


def test_a_warning_is_settled_with_what_was_found_and_can_be_opened_again() -> None:
    draft = begun()
    first, second = workbench(draft).warnings
    draft = step(desk.warning_settle, warning=first.key, note=" 核对原件，文号用六角括号。 ")(draft)
    bench = workbench(draft)
    assert [row.key for row in bench.open_warnings] == [second.key]
    assert bench.warnings[0].settled is not None
    assert bench.warnings[0].settled.note == "核对原件，文号用六角括号。"
    assert [w.code for w in bench.read.warnings] == [second.warning.code]
    draft = step(desk.warning_settle, warning=first.key, note="再核对一次")(draft)
    assert [row.note for row in workbench(draft).content.settled] == ["再核对一次"]
    draft = step(desk.warning_unsettle, warning=first.key)(draft)
    assert len(workbench(draft).open_warnings) == 2


def test_settling_needs_a_warning_that_is_there_and_a_note() -> None:
    draft = begun()
    key = workbench(draft).warnings[0].key
    assert refused(step(desk.warning_settle, warning="no_title-0", note="核对过"), draft) == ["warning"]
    assert refused(step(desk.warning_settle, warning=key, note="  "), draft) == ["note"]
    assert refused(step(desk.warning_unsettle, warning=key), draft) == ["warning"]


def test_particulars_are_stated_and_the_place_is_not_theirs_to_change() -> None:
    draft = begun()
    head = workbench(draft).content.head
    given = replace(
        head,
        id="jilin-shifan-1",
        title="示范标题",
        title_source="公报",
        rank=Rank.RULES,
        state=DocumentState.VALID,
        place="990000",
        pack="other",
        version=9,
    )
    draft = taken(draft, step(desk.measure_save, entry=SHARE), step(desk.draft_head_set, head=given))
    stated = workbench(draft).content.head
    assert (stated.id, stated.title, stated.rank, stated.state) == (
        "jilin-shifan-1",
        "示范标题",
        Rank.RULES,
        DocumentState.VALID,
    )
    assert (stated.place, stated.pack, stated.version) == ("220000", "jilin", 1)
    assert (draft.document_slug, draft.title) == ("jilin-shifan-1", "示范标题")
    assert workbench(draft).content.measures[0]["document"] == "jilin-shifan-1"


def test_particulars_that_cannot_be_are_told_field_by_field() -> None:
    draft = begun()
    head = workbench(draft).content.head
    bad = replace(
        head,
        id="吉政办发",
        title=" ",
        issued_source="",
        effective_from=date(2031, 6, 1),
        expires=date(2030, 1, 1),
    )
    assert set(refused(step(desk.draft_head_set, head=bad), draft)) == {
        "id",
        "title",
        "issued_source",
        "expires",
    }
    published = desk.draft_begin_amendment(actor=OFFICER, document="ganzhengbanfa-2016-33")
    other = replace(workbench(published).content.head, id="gansu-other")
    assert refused(step(desk.draft_head_set, head=other), published) == ["id"]


def test_a_province_has_its_name_and_a_city_is_given_one() -> None:
    content = workbench(begun()).content
    assert content.pack == NewPack("jilin", "220000", "national", "吉林省", "Jilin Province")
    draft = step(
        desk.place_set,
        place="220100",
        new_places=[CHANGCHUN, NewPlace("220000", "吉林省", "Jilin", "000000")],
    )(Draft.objects.get())
    content = workbench(draft).content
    assert (content.head.place, content.head.pack) == ("220100", "changchun")
    assert content.pack is not None
    assert content.pack.parent == "national"
    assert {place.code for place in content.places} == {"220000", "220100"}
    assert draft.place_code == "220100"


def test_a_place_that_is_there_needs_nothing_new() -> None:
    draft = step(desk.place_set, place="210100", new_places=[NewPlace("210100", "沈阳", "S", "210000")])(
        begun()
    )
    content = workbench(draft).content
    assert content.places == ()
    assert content.pack is not None
    assert (content.pack.id, content.pack.parent) == ("shenyang", "liaoning")


def test_a_place_nobody_knows_or_half_named_is_refused() -> None:
    draft = begun()
    assert refused(step(desk.place_set, place="229900"), draft) == ["place"]
    half = NewPlace("2201", "长春市", "", "220000")
    assert refused(step(desk.place_set, place="220000", new_places=[half]), draft) == ["new_places"]
    published = desk.draft_begin_amendment(actor=OFFICER, document="ganzhengbanfa-2016-33")
    assert refused(step(desk.place_set, place="220000"), published) == ["place"]
