"""The shelf: who sees which drafts in which order, a text put in, and what is told where that cannot be."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor, make_account, signed_in
from zhongchuang.policy.models import Draft, DraftState
from zhongchuang.policy.tests.desk_at_work import TEXT, begun
from zhongchuang.policy.tests.factory import english, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


@pytest.fixture
def officer() -> Client:
    """An officer's browser."""
    return signed_in(make_account(Role.OFFICER))


def sent(**fields: object) -> dict[str, object]:
    return {"idempotency_key": new_idempotency_key(), "place": "220000", "text": "", **fields}


def test_pasted_text_is_read_and_opened(officer: Client) -> None:
    answer = officer.post("/desk/new/", sent(text=TEXT), follow=True)
    draft = Draft.objects.get()
    assert answer.redirect_chain[-1][0] == f"/desk/{draft.key}/"
    page = words(answer)
    assert "此时什么也没有公开" in page
    assert "吉林省" in page and "关于支持虚构众创空间的实施意见" in page


def test_a_file_goes_before_pasted_text(officer: Client) -> None:
    file = SimpleUploadedFile("意见.txt", TEXT.encode())
    officer.post("/desk/new/", sent(text="别的文字", file=file))
    draft = Draft.objects.get()
    assert (draft.original_name, bytes(draft.original)) == ("意见.txt", TEXT.encode())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"place": ""}, "请选择地区。"),
        ({"place": "999999"}, "请从列出的地区里选一个。"),
        ({"text": ""}, "请选择文件，或者贴入文字。"),
    ],
)
def test_what_cannot_be_taken_is_told_and_what_was_typed_stays(
    officer: Client, fields: dict[str, str], said: str
) -> None:
    answer = officer.post("/desk/new/", sent(**{"text": TEXT, **fields}))
    assert answer.status_code == 422
    assert said in words(answer)
    if "text" not in fields:
        assert "关于支持虚构众创空间的实施意见" in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_file_of_another_kind_is_told_at_the_file(officer: Client) -> None:
    picture = SimpleUploadedFile("扫描.png", b"\x89PNG\r\n\x1a\n0000")
    answer = officer.post("/desk/new/", sent(file=picture))
    assert answer.status_code == 422
    assert "只接受" in words(answer)
    assert 'href="#id_file"' in answer.content.decode()


def test_a_document_somebody_works_on_is_named_not_begun_twice(officer: Client) -> None:
    begun()
    answer = officer.post("/desk/new/", sent(text=TEXT))
    assert answer.status_code == 409
    assert "已经有人在起草" in words(answer)
    assert Draft.objects.count() == 1


def test_what_waits_for_the_reader_comes_first() -> None:
    """A reviewer sees what was submitted first, an officer what is being drafted."""
    first = begun()
    second = begun(text=TEXT.replace("】12号", "】13号").replace("虚构众创空间", "第二份虚构众创空间"))
    Draft.objects.filter(pk=first.pk).update(state=DraftState.SUBMITTED)
    for role, order in ((Role.REVIEWER, [first, second]), (Role.OFFICER, [second, first])):
        page = signed_in(make_account(role)).get("/desk/").content.decode()
        places = [page.index(draft.key) for draft in order]
        assert places == sorted(places), role
    assert f"/desk/{first.key}/review/" in page and f"/desk/{second.key}/review/" not in page


def test_the_list_narrows_and_counts_true() -> None:
    account = make_account(Role.OFFICER)
    mine = begun(actor(account))
    begun(text=TEXT.replace("】12号", "】13号").replace("虚构众创空间", "第二份虚构众创空间"))
    browser = signed_in(account)
    assert "共 2 份" in words(browser.get("/desk/"))
    only = browser.get("/desk/?mine=mine")
    assert "共 1 份" in words(only) and mine.key in only.content.decode()
    assert "共 1 份" in words(browser.get("/desk/", {"q": "第二份"}))
    Draft.objects.filter(pk=mine.pk).update(state=DraftState.DISCARDED)
    assert "共 1 份" in words(browser.get("/desk/"))
    assert "共 1 份" in words(browser.get("/desk/?state=discarded"))


def test_an_auditor_looks_and_begins_nothing() -> None:
    browser = signed_in(make_account(Role.AUDITOR))
    page = browser.get("/desk/").content.decode()
    assert "/desk/new/" not in page
    assert browser.get("/desk/new/").status_code == 403


def test_the_desk_speaks_english(officer: Client) -> None:
    page = words(english(officer).get("/desk/new/"))
    assert "Put in a document" in page and "Jilin Province" in page
