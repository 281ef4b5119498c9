"""Objections: taken from anybody, refused at once with the reason, secret, answered by another without names."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhongchuang.cases.errors import NoticeNotReady, ObjectionNotOpen
from zhongchuang.cases.models import Case, Objection
from zhongchuang.cases.reviewing.objecting import By, Signature, Subject
from zhongchuang.cases.services.notices import notice_retract
from zhongchuang.cases.services.objection_answers import (
    lead_close,
    objection_answer,
    objection_look,
    objection_take,
)
from zhongchuang.cases.services.objection_identity import identity_for, scan_opened
from zhongchuang.cases.services.objections import (
    Said,
    objection_by_code,
    objection_receive,
    objection_withdraw,
)
from zhongchuang.cases.tests.factory import at_post
from zhongchuang.cases.tests.notices.scene import (
    LAST,
    PERSON,
    answered,
    drafted,
    item,
    objected,
    officer,
    published,
    reviewer,
    waiting,
)
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.clock import FrozenClock
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.idempotency import IdempotencyKey, new_idempotency_key
from zhongchuang.core.upload import AcceptedUpload, FileKind, accept_upload
from zhongchuang.files.models import StoredFile
from zhongchuang.files.selectors import file_bytes, files_of
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor, make_account, signed_in

pytestmark = pytest.mark.django_db
NOBODY = Signature(By.ANONYMOUS)


def upload(name: str = "张三举报.pdf", data: bytes = b"%PDF-1.7 x") -> AcceptedUpload:
    return accept_upload(SimpleUploadedFile(name, data), kinds=(FileKind.PDF,), max_bytes=10_000)


def test_after_the_ten_thousandth_of_a_year_there_is_another() -> None:
    notice = published()
    first = objected(notice).objection
    year = first.number.split("-")[1]
    Objection.objects.filter(pk=first.pk).update(number=f"YY-{year}-9999")
    numbers = [objected(notice).objection.number for _ in range(2)]
    assert numbers == [f"YY-{year}-10000", f"YY-{year}-10001"]


def test_signed_with_a_telephone_in_time_it_is_taken_and_due() -> None:
    taken = objected(published())
    row = taken.objection
    assert row.state == "open" and row.due_on == dt.date(2026, 12, 14)  # fifteen working days
    assert objection_by_code(f" {taken.code.lower()} ").pk == row.pk


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        (NOBODY, "anonymous"),
        (Signature(By.PERSON, "虚构张三", telephone="12", typed="虚构张三"), "no_contact"),
        (Signature(By.PERSON, "虚构张三", telephone="13800000000"), "not_signed"),
        (Signature(By.UNIT, "联系人", "虚构单位", "0931-8000000"), "not_signed"),
    ],
)
def test_what_is_none_is_refused_at_once_and_recorded(signature: Signature, why: str) -> None:
    row = objected(published(), signature).objection
    assert (row.state, row.reason_not_accepted, row.due_on) == ("not_accepted", why, None)


def test_late_it_is_refused_and_the_last_minute_is_in_time(monday: FrozenClock) -> None:
    notice = published()
    monday.move_to(dt.datetime(2026, 11, 27, 15, 59, tzinfo=dt.UTC))
    assert objected(notice).objection.state == "open"
    monday.move_to(dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC))
    late = objected(notice).objection
    assert (late.state, late.reason_not_accepted) == ("not_accepted", "late")


def test_with_evidence_that_can_be_checked_it_goes_to_the_auditors() -> None:
    notice = published()
    said = Said(item(notice).pk, Subject.FALSE, "发票是假的，号码查不到。", "")
    taken = objection_receive(
        actor=ANONYMOUS, notice=notice, said=said, signature=NOBODY, evidence=[upload()]
    )
    row = taken.objection
    assert (row.state, row.reason_not_accepted) == ("lead", "anonymous")
    pointed = objected(notice, NOBODY, pointer="合同编号 2026-001 可向签约方核对").objection
    assert pointed.state == "lead"
    assert objected(notice, NOBODY, pointer="不知道").objection.state == "not_accepted"
    auditor, other = signed_in(at_post(Role.AUDITOR)), signed_in(at_post(Role.OFFICER, bound=True))
    listed = auditor.get("/office/leads/").content.decode()
    assert row.number in listed and pointed.number in listed
    assert other.get("/office/leads/").status_code == 404


def test_who_objected_is_nowhere_in_the_open() -> None:
    notice = published()
    said = Said(item(notice).pk, Subject.FALSE, "合同是假的，日期对不上。", "")
    scan = upload("张三的签名.pdf", b"%PDF-1.7 signature of Zhang San")
    taken = objection_receive(
        actor=ANONYMOUS,
        notice=notice,
        said=said,
        signature=PERSON,
        evidence=[upload()],
        scan=scan,
        key=new_idempotency_key(),
    )
    row = Objection.objects.values().get()
    everything = repr(row) + repr(list(AuditEntry.objects.values())) + repr(list(StoredFile.objects.values()))
    everything += repr(list(IdempotencyKey.objects.values()))
    for secret in ("虚构张三", "13800000000", "张三", taken.code):
        assert secret not in everything
    for file in StoredFile.objects.all():
        assert b"Zhang San" not in file_bytes(file)
    assert [file.name for file in files_of(f"objection:{taken.objection.number}")] == ["证据1.pdf"]


def test_the_account_an_objector_is_signed_in_with_is_written_down_nowhere() -> None:
    notice, somebody = published(), make_account(Role.ENTREPRENEUR)
    browser, before = signed_in(somebody), AuditEntry.objects.count()
    scan = SimpleUploadedFile("s.pdf", b"%PDF-1.7 s")
    sent = form(item(notice).pk, evidence=SimpleUploadedFile("a.pdf", b"%PDF-1.7 e"), scan=scan)
    asks = browser.post(f"/notices/{notice.number}/object/", sent).headers["Location"]
    taken_back = {"code": parse_qs(urlsplit(asks).query)["code"][0], "idempotency_key": new_idempotency_key()}
    browser.post("/objections/withdraw", taken_back)
    assert Objection.objects.get().state == "withdrawn"
    written = AuditEntry.objects.order_by("id")[before:]
    assert {entry.actor_user_id for entry in written} == {""} and len(written) >= 4
    assert {file.stored_by for file in StoredFile.objects.all()} == {"anonymous:anonymous"}
    assert set(IdempotencyKey.objects.values_list("actor_ref", flat=True)) == {"anonymous:anonymous"}


def test_only_who_handles_it_sees_who_objected_and_every_look_is_logged() -> None:
    taken = objected(published())
    row, handler, colleague = taken.objection, officer(), officer()
    for who in (handler, colleague, reviewer(), actor(at_post(Role.AUDITOR))):
        with pytest.raises(NotAllowed):
            identity_for(actor=who, objection=row)
        with pytest.raises(NotAllowed):
            objection_look(actor=who, objection=row, reason="核实", expected_version=row.row_version)
    row = objection_take(actor=handler, objection=row, expected_version=row.row_version)
    with pytest.raises(InvalidInput):
        objection_look(actor=handler, objection=row, reason=" ", expected_version=row.row_version)
    row = objection_look(actor=handler, objection=row, reason="打电话核实", expected_version=row.row_version)
    found = identity_for(actor=handler, objection=row)
    assert (found.name, found.telephone) == ("虚构张三", "13800000000")
    assert AuditEntry.objects.get(verb="cases.objection_look").after == {"reason": "打电话核实"}
    with pytest.raises(NotAllowed):
        identity_for(actor=colleague, objection=row)


def test_the_scan_opens_for_who_handles_it() -> None:
    notice = published()
    said = Said(item(notice).pk, Subject.FALSE, "合同是假的，日期对不上。", "")
    taken = objection_receive(actor=ANONYMOUS, notice=notice, said=said, signature=PERSON, scan=upload())
    handler = officer()
    row = objection_take(actor=handler, objection=taken.objection, expected_version=1)
    name, data, media_type = scan_opened(actor=handler, objection=row)
    assert (name, data, media_type) == ("签章.pdf", b"%PDF-1.7 x", "application/pdf")
    page = signed_in(at_post(Role.OFFICER, bound=True))
    sealed = StoredFile.objects.get(belongs_to__endswith=":identity")
    assert page.get(f"/office/objections/{row.number}/files/{sealed.key}").status_code == 404


def test_neither_the_cases_officer_nor_who_published_handles_it() -> None:
    publisher = reviewer()
    own = at_post(Role.OFFICER, bound=True)
    cases = waiting(1)
    Case.objects.filter(pk=cases[0].pk).update(officer=own)
    notice = published(cases, by=publisher)
    row = objected(notice).objection
    applicant = cases[0].account
    assert applicant is not None
    for who in (publisher, actor(own), actor(at_post(Role.AUDITOR)), actor(applicant)):
        with pytest.raises(NotAllowed):
            objection_take(actor=who, objection=row, expected_version=row.row_version)
    assert answered(row, upheld=False).state == "dismissed"


def test_the_papers_of_an_objection_are_not_opened_by_whom_it_is_about() -> None:
    own, colleague = at_post(Role.OFFICER, bound=True), at_post(Role.OFFICER, bound=True)
    cases = waiting(1)
    Case.objects.filter(pk=cases[0].pk).update(officer=own)
    notice = published(cases)
    said = Said(item(notice).pk, Subject.FALSE, "合同是假的，日期对不上。", "")
    sent = objection_receive(actor=ANONYMOUS, notice=notice, said=said, signature=PERSON, evidence=[upload()])
    (paper,) = files_of(f"objection:{sent.objection.number}")
    page = f"/office/objections/{sent.objection.number}/"
    for account, opens in ((own, False), (colleague, True), (at_post(Role.AUDITOR), True)):
        browser = signed_in(account)
        assert (paper.key in browser.get(page).content.decode()) is opens
        assert browser.get(f"{page}files/{paper.key}").status_code == (200 if opens else 404)


def test_an_answer_is_public_and_says_not_by_whom() -> None:
    notice = published()
    row, handler = objected(notice).objection, officer()
    row = objection_take(actor=handler, objection=row, expected_version=row.row_version)
    for text in ("", "经向虚构张三核实，不属实。", "已电话 138 0000 0000 核实。"):
        with pytest.raises(InvalidInput):
            objection_answer(
                actor=handler, objection=row, upheld=False, answer=text, expected_version=row.row_version
            )
    done = objection_answer(
        actor=handler,
        objection=row,
        upheld=False,
        answer="经核查，合同属实。",
        expected_version=row.row_version,
    )
    with pytest.raises(ObjectionNotOpen):
        objection_answer(
            actor=handler, objection=done, upheld=True, answer="改主意", expected_version=done.row_version
        )
    page = signed_in(None).get(f"/notices/{notice.number}/").content.decode()
    assert "经核查，合同属实。" in page and "异议不成立" in page
    assert "虚构张三" not in page and "合同是假的" not in page


def test_who_has_not_taken_it_does_not_answer() -> None:
    row = objected(published()).objection
    with pytest.raises(NotAllowed):
        objection_answer(
            actor=officer(), objection=row, upheld=False, answer="不成立。", expected_version=row.row_version
        )


def test_a_lead_is_closed_by_the_auditor_who_took_it_and_not_published() -> None:
    notice = published()
    row = objected(notice, NOBODY, pointer="合同编号 2026-001 可向签约方核对").objection
    auditor = actor(at_post(Role.AUDITOR))
    with pytest.raises(NotAllowed):
        objection_take(actor=officer(), objection=row, expected_version=row.row_version)
    row = objection_take(actor=auditor, objection=row, expected_version=row.row_version)
    row = lead_close(actor=auditor, objection=row, note="已函询签约方。", expected_version=row.row_version)
    assert row.lead_closed_at is not None
    assert "已函询" not in signed_in(None).get(f"/notices/{notice.number}/").content.decode()


def test_pressed_twice_it_is_one_objection_with_one_code() -> None:
    notice = published()
    key = new_idempotency_key()
    said = Said(item(notice).pk, Subject.FALSE, "合同是假的，日期对不上。", "")
    first, second = (
        objection_receive(actor=ANONYMOUS, notice=notice, said=said, signature=PERSON, key=key)
        for _ in range(2)
    )
    assert first.code == second.code and Objection.objects.count() == 1


def test_nothing_is_objected_to_what_is_not_announced() -> None:
    notice, draft = published(), drafted(waiting(1))
    with pytest.raises(NotFound):
        objected(draft)
    with pytest.raises(InvalidInput):
        objected(notice, statement="假的")
    notice_retract(actor=reviewer(), notice=notice, reason="有误", expected_version=notice.row_version)
    notice.refresh_from_db()
    with pytest.raises(NoticeNotReady):
        objected(notice)


def test_the_code_is_the_only_way_to_ask_and_to_take_back() -> None:
    taken = objected(published())
    browser = signed_in(None)
    page = browser.get("/objections/", {"code": taken.code, "new": "1"}).content.decode()
    assert "请抄下查询码" in page and taken.objection.number in page
    assert browser.get("/objections/", {"code": "YC-0000-0000-0000-0000"}).status_code == 404
    assert browser.get("/objections/", {"code": "乱写"}).status_code == 404
    objection_withdraw(actor=ANONYMOUS, code=taken.code)
    with pytest.raises(ObjectionNotOpen):
        objection_withdraw(actor=ANONYMOUS, code=taken.code)


def form(notice_item: int, **changes: object) -> dict[str, object]:
    return {
        "idempotency_key": new_idempotency_key(),
        "item": notice_item,
        "ground": "false",
        "statement": "合同是假的，日期对不上。",
        "by": "person",
        "name": "虚构张三",
        "telephone": "138 0000 0000",
        "typed": "虚构张三",
        **changes,
    }


def test_the_page_tells_what_is_missing_before_it_is_too_late() -> None:
    notice = published()
    browser, at = signed_in(None), f"/notices/{notice.number}/object/"
    told = browser.post(at, form(item(notice).pk, telephone="12"))
    assert told.status_code == 422 and "没有有效的联系电话" in told.content.decode()
    assert not Objection.objects.exists()
    insisted = browser.post(at, form(item(notice).pk, telephone="12", insist="on"))
    assert insisted.status_code == 302
    assert Objection.objects.get().reason_not_accepted == "no_contact"
    taken = browser.post(at, form(item(notice).pk, evidence=SimpleUploadedFile("a.pdf", b"%PDF-1.7 e")))
    assert taken.status_code == 302 and "new=1" in taken.headers["Location"]
    assert "处理中" in browser.get(taken.headers["Location"]).content.decode()


def test_a_file_of_a_false_type_is_told_and_nothing_is_taken() -> None:
    notice = published()
    browser = signed_in(None)
    answer = browser.post(
        f"/notices/{notice.number}/object/",
        form(item(notice).pk, evidence=SimpleUploadedFile("a.pdf", b"MZ\x00\x01")),
    )
    assert answer.status_code == 422 and not Objection.objects.exists()


def test_after_the_last_day_the_page_says_so(monday: FrozenClock) -> None:
    notice = published()
    monday.move_to(LAST + dt.timedelta(days=1))
    page = signed_in(None).get(f"/notices/{notice.number}/object/").content.decode()
    assert "不会作为异议受理" in page
