"""The reading step: the original in passages beside the clauses, doubts settled, mends by their forms."""

from __future__ import annotations

import pytest
from django.test import Client

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.forms.desk.mends import sentence_starts, unique_words
from zhongchuang.policy.models import Draft
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.tests.desk_at_work import TEXT, begun
from zhongchuang.policy.tests.factory import real_book, words
from zhongchuang.policy.views.desk.original import passages


def test_the_original_is_cut_at_its_clauses_and_nothing_is_lost() -> None:
    clauses = list(read_document(TEXT.encode(), filename="a.txt").walk())
    found = passages(TEXT, clauses)
    assert "".join(one.text for one in found) == TEXT
    assert [one.clause for one in found if one.clause is not None] == list(range(len(clauses)))
    assert found[0].clause is None and "吉政办发" in found[0].text
    assert found[-1].clause is None and "2031年5月8日" in found[-1].text
    by_clause = {one.clause: one.text for one in found}
    assert by_clause[2].strip().startswith("（一）成果转让")


@pytest.mark.parametrize("pack", ["liaoning", "gansu", "yunnan", "national"])
def test_every_document_held_is_found_again_clause_by_clause(pack: str) -> None:
    for document in real_book().packs[pack].documents.values():
        clauses = list(read_document(document.text.encode(), filename="a.txt").walk())
        found = passages(document.text, clauses)
        assert "".join(one.text for one in found) == document.text
        shown = {one.clause for one in found if one.clause is not None}
        assert len(shown) >= 0.95 * len(clauses), document.id


def test_words_to_split_at_stand_once() -> None:
    text = "甲乙丙丁。甲乙丙丁戊己庚辛。末句。"
    start = sentence_starts(text)[0]
    assert text.count(unique_words(text, start)) == 1
    assert unique_words(text, start).startswith("甲乙丙丁戊")


@pytest.mark.django_db
@pytest.mark.usefixtures("packs")
class TestPages:
    """With a draft on the desk."""

    @pytest.fixture
    def draft(self) -> Draft:
        return begun()

    @pytest.fixture
    def officer(self) -> Client:
        return signed_in(make_account(Role.OFFICER))

    def sent(self, draft: Draft, **fields: object) -> dict[str, object]:
        draft.refresh_from_db()
        return {"row_version": draft.row_version, "idempotency_key": new_idempotency_key(), **fields}

    def test_doubts_stand_with_code_place_words_and_what_may_be_done(
        self, draft: Draft, officer: Client
    ) -> None:
        answer = officer.get(f"/desk/{draft.key}/")
        page = words(answer)
        for row in workbench(draft).open_warnings:
            assert row.warning.code.value in page and row.warning.message in page
        assert "核对无误，照此采用" in page
        assert 'href="#c3"' in answer.content.decode() and 'href="#o3"' in answer.content.decode()

    def test_a_doubt_is_settled_with_a_note_and_can_be_opened_again(
        self, draft: Draft, officer: Client
    ) -> None:
        row = workbench(draft).open_warnings[0]
        where = f"/desk/{draft.key}/warning"
        refused = officer.post(where, self.sent(draft, warning=row.key, note=" "), follow=True)
        assert "请写一句核对的结果" in words(refused)
        settled = officer.post(where, self.sent(draft, warning=row.key, note="对过公报。"), follow=True)
        assert "已核对：对过公报。" in words(settled)
        before = len(workbench(Draft.objects.get()).open_warnings)
        officer.post(where, self.sent(draft, warning=row.key, do="reopen"))
        assert len(workbench(Draft.objects.get()).open_warnings) == before + 1

    def test_units_are_mended_and_the_history_tells_it(self, draft: Draft, officer: Client) -> None:
        address = f"/desk/{draft.key}/mend/units/?ref=二（一）"
        fields = {"raw-0": "（省科技厅负责）", "lead-0": "省科技厅", "joint-0": "", "raw-1": ""}
        done = officer.post(address, self.sent(draft, **fields), follow=True)
        assert done.redirect_chain[-1][0].endswith("#c2")
        clause = workbench(Draft.objects.get()).read.clause("二（一）")
        assert clause is not None and clause.units[0].lead == ("省科技厅",)
        assert "订正 二（一） 的责任单位" in words(officer.get(f"/desk/{draft.key}/history/"))

    def test_what_does_not_fit_the_text_is_told_and_stays_typed(self, draft: Draft, officer: Client) -> None:
        address = f"/desk/{draft.key}/mend/heading/?ref=二（一）"
        answer = officer.post(address, self.sent(draft, heading="没有的标题"))
        assert answer.status_code == 422
        assert "不是条款“二（一）”开头的话" in words(answer)
        assert "没有的标题" in answer.content.decode()
        assert Draft.objects.get().cursor == 0

    def test_somebody_was_quicker(self, draft: Draft, officer: Client) -> None:
        fields = self.sent(draft, heading="")
        officer.post(f"/desk/{draft.key}/mend/heading/?ref=一", self.sent(draft, heading=""))
        answer = officer.post(f"/desk/{draft.key}/mend/heading/?ref=二（一）", fields)
        assert answer.status_code == 409
        assert "别人已经保存过" in words(answer)

    def test_the_form_alone_comes_into_the_dialog(self, draft: Draft, officer: Client) -> None:
        address = f"/desk/{draft.key}/mend/split/?ref=二（一）"
        alone = officer.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in alone and "拆成两条" in alone
        assert "<html" in officer.get(address).content.decode()

    def test_undo_says_what_it_takes_back_and_redo_does_it_again(self, draft: Draft, officer: Client) -> None:
        officer.post(f"/desk/{draft.key}/mend/heading/?ref=一", self.sent(draft, heading=""))
        assert "撤销：订正 一 的标题" in words(officer.get(f"/desk/{draft.key}/"))
        officer.post(f"/desk/{draft.key}/undo", self.sent(draft, page="classes"))
        page = words(officer.get(f"/desk/{draft.key}/classes/"))
        assert "重做：订正 一 的标题" in page and "撤销：" not in page
        officer.post(f"/desk/{draft.key}/redo", self.sent(draft))
        assert Draft.objects.get().cursor == 1

    def test_the_head_is_stated_with_its_sources(self, draft: Draft, officer: Client) -> None:
        given = {
            "title": "吉林省人民政府办公厅关于支持虚构众创空间的实施意见",
            "number": "吉政办发〔2031〕12号",
            "issuers": "吉林省人民政府办公厅、吉林省科学技术厅",
            "issued": "2031-05-09",
            "issued_source": "吉林省人民政府公报",
            "rank": "normative",
            "state": "valid",
            "id": "jizhengbanfa-2031-12",
        }
        officer.post(f"/desk/{draft.key}/head/", self.sent(draft, **given))
        head = workbench(Draft.objects.get()).content.head
        assert head.issuers == ("吉林省人民政府办公厅", "吉林省科学技术厅")
        assert (head.title_source, head.issued_source) == ("text", "吉林省人民政府公报")
        wrong = officer.post(f"/desk/{draft.key}/head/", self.sent(draft, **{**given, "id": "大写 ID"}))
        assert wrong.status_code == 422 and "标识只用小写字母" in words(wrong)

    def test_whoever_may_only_look_gets_no_form(self, draft: Draft) -> None:
        reviewer = signed_in(make_account(Role.REVIEWER))
        page = reviewer.get(f"/desk/{draft.key}/").content.decode()
        assert "起草由经办人员办理" in page
        assert f'action="/desk/{draft.key}/' not in page
