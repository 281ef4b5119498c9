"""Review, notices and objections of the access matrix: panels and notices at every stage. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile, Expert, Objection, Panel, PublicNotice, Round, Sheet
from zhongchuang.cases.reviewing.objecting import By, Signature, Subject
from zhongchuang.cases.services.experts import expert_admit
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.cases.services.objections import Said, Taken, objection_receive
from zhongchuang.cases.services.panels import panel_arrange, panel_draw
from zhongchuang.cases.tests.factory import (
    at_post,
    case_at,
    content,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, Actor
from zhongchuang.core.upload import FileKind, accept_upload
from zhongchuang.files.services import file_store
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

TEXT = NoticeText("虚构公示", "拟对下列对象给予支持，现予公示。", "虚构部门，0931-8000000")
FILE = b"%PDF-1.7 matrix"


@dataclass(frozen=True)
class Reviewing:
    """One of everything; the expert of the matrix sits in `drawn` and in no other panel."""

    call: Round
    expert: Expert
    arranged: Panel
    drawn: Panel
    complete: Panel
    closed_number: str
    material: CaseFile
    foreign_case: Case
    free: Case  # that no panel has
    draft: PublicNotice
    published: PublicNotice
    objection: Taken
    evidence: str
    lead: Objection
    handled: Mapping[str, Objection]  # by who took it
    own_lead: Objection  # taken by the auditor


def build_reviewing(accounts: Mapping[str, Account | None]) -> Reviewing:
    """Panels, notices and objections of an invented round."""
    expert_account = accounts[Role.EXPERT]
    assert expert_account is not None
    call = open_round(make_programme(content(id="matrix-review", basis=[{"document": "law-transfer"}])))
    officer = actor(at_post(Role.OFFICER, bound=True))
    own, other = _expert(expert_account), _expert(make_account(Role.EXPERT))
    drawn = _drawn(call, officer, 2)
    Expert.objects.filter(pk=own.pk).update(active=False)  # so that the next panels are of others
    _expert(make_account(Role.EXPERT))
    complete = _drawn(call, officer, 2)
    for sheet in Sheet.objects.filter(seat__panel=complete):
        sheet.scores, sheet.total, sheet.comment = {"worth": 50, "plan": 30}, 80, "有价值"
        sheet.submitted_at = clock.now()
        sheet.save()
    arranged = _arranged(call, officer, 1)
    given_up = _arranged(call, officer, 1)
    Panel.objects.filter(pk=given_up.pk).update(closed_at=clock.now(), result={"given_up": "虚构理由"})
    Expert.objects.filter(pk=own.pk).update(active=True)
    make_account(Role.EXPERT, email="expert-of-the-forms@test.invalid")  # in no pool yet
    case = drawn.cases.order_by("pk")[0]
    upload = accept_upload(SimpleUploadedFile("执照.pdf", FILE), kinds=(FileKind.PDF,), max_bytes=1000)
    file = file_store(actor=SYSTEM, upload=upload, belongs_to=f"case:{case.number}")
    material = CaseFile.objects.create(case=case, material="licence", file=file, added_at=clock.now())
    free = case_at(State.REVIEWING, round=call, organisation=organisation(1))
    draft = _draft(call, officer)
    published = _published(_draft(call, officer))
    return Reviewing(
        call=call,
        expert=other,
        arranged=arranged,
        drawn=drawn,
        complete=complete,
        closed_number=given_up.number,
        material=material,
        foreign_case=complete.cases.order_by("pk")[0],
        free=free,
        draft=draft,
        published=published,
        objection=_objection(published),
        evidence=material.file.key,
        lead=_objection(published, lead=True).objection,
        handled={
            who: _taken(_objection(published).objection, account)
            for who, account in accounts.items()
            if account and who in (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)
        },
        own_lead=_taken(_objection(published, lead=True).objection, accounts[Role.AUDITOR]),
    )


def _expert(account: Account) -> Expert:
    return expert_admit(actor=SYSTEM, email=account.email, organisation="", title="研究员", fields=["农业"])


def _arranged(call: Round, officer: Actor, seats: int) -> Panel:
    cases = [case_at(State.REVIEWING, round=call, organisation=organisation(1)) for _ in range(2)]
    return panel_arrange(actor=officer, round=call, cases=[case.pk for case in cases], seats=seats)


def _drawn(call: Round, officer: Actor, seats: int) -> Panel:
    panel = _arranged(call, officer, seats)
    return panel_draw(actor=officer, panel=panel, expected_version=panel.row_version)


def _draft(call: Round, officer: Actor) -> PublicNotice:
    cases = [case_at(State.TO_ANNOUNCE, round=call, organisation=organisation(1)) for _ in range(2)]
    return notice_draft(actor=officer, round=call, cases={case.pk: 1_000_000 for case in cases}, text=TEXT)


def _published(draft: PublicNotice) -> PublicNotice:
    """Open for long, so that the matrix does not depend on the day it is run."""
    second = actor(at_post(Role.REVIEWER, bound=True))
    done = notice_publish(actor=second, notice=draft, expected_version=draft.row_version)
    assert done.closes_on is not None
    PublicNotice.objects.filter(pk=done.pk).update(closes_on=done.closes_on.replace(year=2099))
    done.refresh_from_db()
    return done


def _objection(notice: PublicNotice, *, lead: bool = False) -> Taken:
    """To the last item, so that the first can be taken down."""
    item = notice.items.order_by("-order")[0]
    said = Said(item.pk, Subject.FALSE, "合同是假的，日期对不上。", "", "合同编号 2026-001 可以核对")
    signed = Signature(By.PERSON, "虚构张三", telephone="13800000000", typed="虚构张三")
    return objection_receive(
        actor=ANONYMOUS, notice=notice, said=said, signature=Signature(By.ANONYMOUS) if lead else signed
    )


def _taken(objection: Objection, account: Account | None) -> Objection:
    assert account is not None
    Objection.objects.filter(pk=objection.pk).update(handled_by=f"person:{account.pk}")
    objection.refresh_from_db()
    return objection
