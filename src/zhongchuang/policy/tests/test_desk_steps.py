"""Steps at the desk: kept one by one, back and forth, for those who may; a stale or repeated request changes nothing twice."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, Actor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import KeyReused, new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.policy.access import DeskAction, may_draft, visible_drafts
from zhongchuang.policy.errors import DraftThere, NothingToUndo, TextUnreadable
from zhongchuang.policy.models import Draft, DraftState, DraftStep
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.desk import draft_get, drafts_for, workbench
from zhongchuang.policy.services import desk
from zhongchuang.policy.tests.desk_at_work import (
    ADMINISTRATOR,
    AUDITOR,
    COLLEAGUE,
    DOCUMENT,
    ENTREPRENEUR,
    OFFICER,
    OTHER_REVIEWER,
    REVIEWER,
    TEXT,
    begun,
    step,
    submitted,
    taken,
)
from zhongchuang.policy.tests.factory import put_in_force, real_book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]

PRINCIPLE = (ClauseClass.PRINCIPLE,)
CLASS_ONE = step(desk.clause_class, classes={"一": PRINCIPLE})
CLASS_TWO = step(desk.clause_class, classes={"二": PRINCIPLE})
UNDO, REDO = step(desk.draft_undo), step(desk.draft_redo)


def classed(draft: Draft) -> set[str]:
    return set(workbench(draft).content.classes)


def test_a_document_put_in_is_kept_as_it_came_and_as_it_was_read() -> None:
    data = TEXT.encode("gb18030")
    draft = desk.draft_begin(actor=OFFICER, place="220000", data=data, filename="实施意见.txt")
    draft.refresh_from_db()
    assert bytes(draft.original or b"") == data
    assert draft.text == TEXT
    assert (draft.document_slug, draft.place_code, draft.state) == (DOCUMENT, "220000", DraftState.OPEN)
    assert draft.title == "吉林省人民政府办公厅关于支持虚构众创空间的实施意见"
    assert (draft.created_by, draft.worked_by) == ("101", ["101"])
    bench = workbench(draft)
    assert [clause.ref for clause in bench.clauses] == ["一", "二", "二（一）", "二（三）", "三"]
    assert [(row.number, row.label, row.ahead) for row in bench.history] == [(0, "放入实施意见.txt", False)]
    assert (bench.undoes, bench.redoes) == (None, None)
    entry = AuditEntry.objects.get(verb="policy.draft_begin")
    assert entry.target_id == str(draft.pk)


def test_each_step_is_kept_and_the_draft_holds_what_the_last_one_made() -> None:
    draft = taken(begun(), CLASS_ONE, CLASS_TWO)
    assert (draft.cursor, draft.row_version) == (2, 3)
    assert classed(draft) == {"一", "二"}
    assert list(draft.steps.values_list("label", flat=True)) == ["贴入文字", "给 一 归类", "给 二 归类"]
    assert AuditEntry.objects.filter(verb="policy.clause_class").count() == 2


def test_back_and_forth() -> None:
    draft = taken(begun(), CLASS_ONE, CLASS_TWO, UNDO)
    assert classed(draft) == {"一"}
    bench = workbench(draft)
    assert (bench.undoes, bench.redoes) == ("给 一 归类", "给 二 归类")
    assert classed(UNDO(draft)) == set()
    assert classed(taken(Draft.objects.get(), REDO, REDO)) == {"一", "二"}


def test_there_is_an_end_to_going_back_and_forth() -> None:
    draft = begun()
    with pytest.raises(NothingToUndo) as back:
        UNDO(draft)
    with pytest.raises(NothingToUndo) as ahead:
        REDO(draft)
    assert back.value.zh != ahead.value.zh
    assert Draft.objects.get().row_version == 1


def test_a_new_step_cuts_what_lay_ahead() -> None:
    draft = taken(begun(), CLASS_ONE, UNDO, CLASS_TWO)
    assert classed(draft) == {"二"}
    assert workbench(draft).redoes is None
    assert DraftStep.objects.filter(draft=draft).count() == 2


def test_whoever_looked_at_an_older_state_is_told_and_changes_nothing() -> None:
    old = begun()
    CLASS_ONE(Draft.objects.get())
    for verb in (CLASS_TWO, UNDO, step(desk.draft_discard)):
        with pytest.raises(StaleVersion):
            verb(old)
    assert classed(Draft.objects.get()) == {"一"}


def test_the_same_request_twice_counts_once_and_the_key_serves_no_other() -> None:
    draft, key = begun(), new_idempotency_key()
    once = desk.clause_class(
        actor=OFFICER, draft=draft, classes={"一": PRINCIPLE}, expected_version=1, key=key
    )
    again = desk.clause_class(
        actor=OFFICER, draft=draft, classes={"一": PRINCIPLE}, expected_version=1, key=key
    )
    assert (once.pk, Draft.objects.get().row_version) == (again.pk, 2)
    with pytest.raises(KeyReused):
        desk.clause_class(actor=OFFICER, draft=draft, classes={"二": PRINCIPLE}, expected_version=1, key=key)
    key = new_idempotency_key()
    Draft.objects.all().delete()
    first = desk.draft_begin(actor=OFFICER, place="220000", text=TEXT, key=key)
    assert desk.draft_begin(actor=OFFICER, place="220000", text=TEXT, key=key).pk == first.pk


def test_one_document_has_one_live_draft() -> None:
    draft = begun()
    with pytest.raises(DraftThere) as there:
        begun(COLLEAGUE)
    assert there.value.key == draft.key
    step(desk.draft_discard)(draft)
    assert begun(COLLEAGUE).pk != draft.pk


def test_a_published_document_is_not_put_in_again_but_opened() -> None:
    held = real_book().document("ganzhengbanfa-2016-33")
    assert held is not None
    text = (
        held.text[held.text.index("甘肃省人民政府办公厅关于印发") :] if "关于印发" in held.text else held.text
    )
    with pytest.raises(DraftThere) as there:
        desk.draft_begin(actor=OFFICER, place="620000", text=text)
    assert there.value.key == ""
    draft = desk.draft_begin_amendment(actor=OFFICER, document="ganzhengbanfa-2016-33")
    assert workbench(draft).content.opened
    assert draft.text == held.text
    with pytest.raises(NotFound):
        desk.draft_begin_amendment(actor=OFFICER, document="jizhengbanfa-1999-1")


@pytest.mark.parametrize(
    ("data", "text", "filename", "field"),
    [
        (b"", None, "a.txt", "file"),
        (None, "  ", "", "text"),
        (b"%PDF-1.4 broken", None, "a.pdf", "file"),
        (b"PK\x03\x04nothing", None, "a.docx", "file"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    data: bytes | None, text: str | None, filename: str, field: str
) -> None:
    with pytest.raises(TextUnreadable) as refused:
        desk.draft_begin(actor=OFFICER, place="220000", data=data, text=text, filename=filename)
    assert list(refused.value.fields) == [field]
    assert Draft.objects.count() == 0


ALL = (OFFICER, COLLEAGUE, REVIEWER, OTHER_REVIEWER, ADMINISTRATOR, AUDITOR, ENTREPRENEUR, ANONYMOUS, SYSTEM)


def who_may(action: DeskAction, draft: Draft | None) -> set[Actor]:
    return {actor for actor in ALL if may_draft(actor, action, draft)}


def test_who_may_what_with_a_draft_that_is_open() -> None:
    draft = begun()
    assert who_may(DeskAction.VIEW, draft) == {
        OFFICER,
        COLLEAGUE,
        REVIEWER,
        OTHER_REVIEWER,
        ADMINISTRATOR,
        AUDITOR,
    }
    assert who_may(DeskAction.BEGIN, None) == {OFFICER, COLLEAGUE, ADMINISTRATOR}
    for action in (DeskAction.EDIT, DeskAction.SUBMIT):
        assert who_may(action, draft) == {OFFICER, COLLEAGUE, ADMINISTRATOR}
    assert who_may(DeskAction.DISCARD, draft) == {OFFICER, ADMINISTRATOR}
    for action in (DeskAction.PUBLISH, DeskAction.RETURN, DeskAction.TAKE_BACK):
        assert who_may(action, draft) == set()


def test_who_may_what_with_a_draft_that_waits() -> None:
    draft = begun()
    draft.state, draft.submitted_by, draft.worked_by = DraftState.SUBMITTED, "101", ["101", "105"]
    assert who_may(DeskAction.EDIT, draft) == set()
    assert who_may(DeskAction.DISCARD, draft) == set()
    assert who_may(DeskAction.TAKE_BACK, draft) == {OFFICER}
    for action in (DeskAction.PUBLISH, DeskAction.RETURN):
        assert who_may(action, draft) == {REVIEWER, OTHER_REVIEWER}, (
            "an administrator who worked on it may not"
        )


def test_who_may_not_see_the_desk_is_told_there_is_no_draft() -> None:
    draft = begun()
    for actor in (ENTREPRENEUR, ANONYMOUS, SYSTEM):
        with pytest.raises(NotFound):
            draft_get(actor, draft.key)
        with pytest.raises(NotFound):
            step(desk.clause_class, actor, classes={"一": PRINCIPLE})(draft)
        with pytest.raises(NotAllowed):
            begun(actor)
        assert not drafts_for(actor).exists()
        assert not visible_drafts(actor, Draft.objects.all()).exists()
    assert draft_get(AUDITOR, draft.key).pk == draft.pk


def test_whoever_only_looks_or_decides_does_not_write() -> None:
    draft = begun()
    for actor in (AUDITOR, REVIEWER):
        with pytest.raises(NotAllowed):
            step(desk.clause_class, actor, classes={"一": PRINCIPLE})(draft)
        with pytest.raises(NotAllowed):
            step(desk.draft_undo, actor)(draft)
    with pytest.raises(NotAllowed):
        step(desk.draft_discard, COLLEAGUE)(draft)


def test_every_colleague_who_makes_a_step_is_remembered() -> None:
    draft = step(desk.clause_class, COLLEAGUE, classes={"一": PRINCIPLE})(begun())
    assert draft.worked_by == ["101", "102"]
    assert [row.made_by for row in workbench(draft).history] == ["101", "102"]


def test_a_submitted_or_discarded_draft_is_not_worked_on() -> None:
    draft = submitted()
    with pytest.raises(NotAllowed) as refused:
        CLASS_ONE(draft)
    assert "不在起草中" in refused.value.zh
    gone = step(desk.draft_discard)(step(desk.draft_take_back)(draft))
    assert gone.state == DraftState.DISCARDED
    with pytest.raises(NotAllowed):
        CLASS_ONE(gone)


def test_opening_the_desk_takes_two_statements_however_much_there_is(
    django_assert_num_queries: object,
) -> None:
    put_in_force(real_book())
    draft = draft_get(OFFICER, taken(begun(), CLASS_ONE, CLASS_TWO).key)
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture of pytest-django without types
        bench = workbench(draft)
        assert bench.proposals
        assert bench.coverage == (2, 5)
