"""Rendering: a draft in the files of a rule book, nothing else touched, and conflicts named instead of guessed at."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from zhongchuang.policy.documents.mending import SetHeading
from zhongchuang.policy.documents.settling import Settled
from zhongchuang.policy.drafting.changing import Fate, changes_of
from zhongchuang.policy.drafting.content import DocumentEnd, DraftContent, EndKind, EntryKind
from zhongchuang.policy.drafting.opening import content_of_published, content_of_text
from zhongchuang.policy.drafting.rendering import RenderConflict, render
from zhongchuang.policy.drafting.tests.at_work import GRANT, amendment, finished, new_text
from zhongchuang.policy.packs.check import check_rulebook
from zhongchuang.policy.packs.loader import load_rulebook, rulebook_of
from zhongchuang.policy.packs.schema import DocumentState
from zhongchuang.policy.packs.tests.factory import changed, sample_book
from zhongchuang.policy.packs.text import raw_reading, read_text


def test_a_new_document_comes_in_files_of_its_own() -> None:
    desk = finished()
    files = desk.files()
    before = desk.book.files
    assert {name for name in files if before.get(name) != files[name]} == {
        "places.yaml",
        "yunfansheng/documents/yunzhengfa-2021-3.txt",
        "yunfansheng/documents/yunzhengfa-2021-3.yaml",
        "yunfansheng/examples/yunzhengfa-2021-3.yaml",
        "yunfansheng/measures/yunzhengfa-2021-3.yaml",
        "yunfansheng/pack.yaml",
        "yunfansheng/targets/yunzhengfa-2021-3.yaml",
    }
    assert set(before) <= set(files)
    assert files["places.yaml"].startswith(before["places.yaml"])
    assert files["yunfansheng/documents/yunzhengfa-2021-3.txt"] == desk.text


def test_what_is_rendered_loads_and_holds_what_the_draft_holds() -> None:
    desk = finished()
    book = desk.after()
    pack = book.packs["yunfansheng"]
    assert (pack.place, pack.parent, pack.title.zh) == ("980000", "nation", "云帆省")
    held = pack.documents["yunzhengfa-2021-3"]
    assert [w.code for w in raw_reading(held).warnings] == [w.code for w in desk.raw.warnings]
    assert read_text(held).warnings == ()
    assert content_of_published(book, "yunzhengfa-2021-3") == replace(
        desk.content,
        opened=True,
        pack=None,
        places=(),
        entries={
            kind: desk.content.of(kind) for kind in EntryKind if kind not in (EntryKind.FACT, EntryKind.BASIS)
        },
    )
    errors = check_rulebook(book).errors
    assert not [error for error in errors if error.path.startswith("yunfansheng")]


@pytest.mark.parametrize("document", [d for p in load_rulebook().packs.values() for d in p.documents])
def test_a_published_document_opened_and_left_alone_changes_no_byte(document: str) -> None:
    book = load_rulebook()
    held = book.document(document)
    assert held is not None
    content = content_of_published(book, document)
    assert DraftContent.from_json(json.loads(json.dumps(content.to_json()))) == content
    assert render(book, book, content, held.text, raw_reading(held)) == dict(book.files)
    assert changes_of(book, content, raw_reading(held), held.text) == ()


def test_a_changed_measure_takes_the_place_of_the_old_one_under_a_number_of_its_own() -> None:
    desk = amendment().measure(title={"zh": "新名称", "en": "New name"})
    files = desk.files()
    assert {name for name in files if desk.book.files[name] != files[name]} == {"province/measures.yaml"}
    book = rulebook_of(files)
    measure = book.measure("province/share")
    assert measure is not None
    assert (measure.title.zh, measure.version) == ("新名称", 2)
    assert [m.id for m in book.measures()] == [m.id for m in desk.book.measures()]
    [change] = changes_of(desk.book, desk.content, desk.raw, desk.text)
    assert (change.kind, change.name, change.fate) == (EntryKind.MEASURE, "share", Fate.CHANGED)
    assert [key for key, _, _ in change.fields] == ["title"]


def test_the_number_is_free_among_all_that_were_ever_kept() -> None:
    desk = amendment().measure(title={"zh": "新名称", "en": "New name"})
    taken = {("measure", "province/share"): 7}
    book = rulebook_of(render(desk.book, desk.book, desk.content, desk.text, desk.raw, taken=taken))
    measure = book.measure("province/share")
    assert measure is not None
    assert measure.version == 8
    again = finished()
    files = render(
        again.book,
        again.book,
        again.content,
        again.text,
        again.raw,
        taken={("document", "yunzhengfa-2021-3"): 1},
    )
    assert "version: 2" in files["yunfansheng/documents/yunzhengfa-2021-3.yaml"]


def test_what_is_taken_out_is_gone_and_its_neighbours_stay() -> None:
    desk = amendment()
    desk = desk.but(desk.content.without_entry(EntryKind.MEASURE, "city-funds"))
    files = desk.files()
    assert "city-funds" not in files["province/measures.yaml"]
    assert "- id: tax-when-ready" in files["province/measures.yaml"]


def test_a_mended_reading_is_read_so_by_whoever_loads_the_files() -> None:
    desk = finished()
    desk = desk.but(replace(desk.content, mends=(SetHeading("三", None),)))
    held = desk.after().document("yunzhengfa-2021-3")
    assert held is not None
    assert held.mends == (SetHeading("三", None),)
    clause = read_text(held).clause("三")
    assert clause is not None
    assert clause.heading is None


def test_another_document_ends_with_the_words_that_end_it() -> None:
    desk = finished()
    end = DocumentEnd("shi-2020-1", EndKind.REPEALED, date(2021, 4, 1), "yunzhengfa-2021-3", "一", "到2025年")
    book = desk.but(replace(desk.content, ends=(end,))).after()
    held = book.document("shi-2020-1")
    assert held is not None
    assert (held.state, held.expires, held.version) == (DocumentState.REPEALED, date(2021, 3, 31), 2)
    assert held.ended is not None
    assert (held.ended.by, str(held.ended.clause), held.ended.quote) == (
        "yunzhengfa-2021-3",
        "yunzhengfa-2021-3#一",
        "到2025年",
    )
    assert {m.end for m in book.measures() if m.clause.document == "shi-2020-1"} == {date(2021, 3, 31)}


def test_a_document_ends_by_its_own_draft() -> None:
    desk = amendment()
    end = DocumentEnd("shi-2020-1", EndKind.LAPSED, date(2022, 1, 1), source="示例省政府公报2021年第50期")
    book = desk.but(replace(desk.content, ends=(end,))).after()
    held = book.document("shi-2020-1")
    assert held is not None
    assert (held.state, held.expires) == (DocumentState.LAPSED, date(2021, 12, 31))
    assert held.state_note.zh == "自2022年1月1日起失效。依据：示例省政府公报2021年第50期。"
    # Opened again it is as it was left: nothing of the end is lost.
    again = content_of_published(book, "shi-2020-1")
    assert render(book, book, again, held.text, raw_reading(held)) == dict(book.files)


def test_what_others_published_meanwhile_stays() -> None:
    desk = amendment().measure(title={"zh": "新名称", "en": "New name"})
    meanwhile = rulebook_of(changed(("province/measures.yaml", "各市发展资金", "各市资金")))
    book = rulebook_of(desk.files(meanwhile))
    titles = {m.id: m.title.zh for m in book.measures()}
    assert (titles["province/share"], titles["province/city-funds"]) == ("新名称", "各市资金")


def test_the_same_entry_changed_by_others_is_named_and_nothing_written() -> None:
    desk = amendment().measure(title={"zh": "新名称", "en": "New name"})
    meanwhile = rulebook_of(changed(("province/measures.yaml", "团队收益下限", "团队的下限")))
    with pytest.raises(RenderConflict) as conflict:
        desk.files(meanwhile)
    assert conflict.value.names == ("新名称",)


def test_the_same_change_made_by_others_is_no_conflict() -> None:
    desk = amendment().measure(title={"zh": "新名称", "en": "Floor for the team's share"})
    meanwhile = rulebook_of(changed(("province/measures.yaml", "团队收益下限", "新名称")))
    assert desk.files(meanwhile) == dict(meanwhile.files)


def test_a_document_published_meanwhile_under_the_same_id_is_a_conflict() -> None:
    desk = finished()
    meanwhile = desk.after()
    other = new_text(desk.text.replace("20家", "30家"))
    with pytest.raises(RenderConflict):
        render(meanwhile, sample_book(), other.content, other.text, other.raw)


def test_settled_warnings_are_kept_with_their_note() -> None:
    desk = finished()
    assert [row.note for row in desk.content.settled] == ["核对过"]
    held = desk.after().document("yunzhengfa-2021-3")
    assert held is not None
    assert [type(row) for row in held.settled] == [Settled]
    assert held.settled == desk.content.settled


def test_a_second_document_of_the_new_place_joins_its_pack() -> None:
    first = finished()
    book = first.after()
    text = first.text.replace("云政发〔2021〕3号", "云政发〔2022〕4号").replace("80%", "85%")
    second = new_text(text)
    content = content_of_text(book, second.raw, text, "980000")
    assert (content.head.pack, content.pack, content.places) == ("yunfansheng", None, ())
    content = content.with_entry(EntryKind.MEASURE, {**GRANT, "id": "share-2", "document": content.head.id})
    files = render(book, book, content, text, second.raw)
    assert "yunfansheng/measures/yunzhengfa-2022-4.yaml" in files
    assert files["yunfansheng/pack.yaml"] == book.files["yunfansheng/pack.yaml"]
