"""A programme that runs without application, on the real packs of Liaoning; makerspaces that have it and others."""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhongchuang.cases.models import Case, ProactiveFinding, ProactiveRun, Programme, Round
from zhongchuang.cases.programmes.reading import content_of, digest_of
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.services.proactive import proactive_judge, proactive_send, run_judge, run_send
from zhongchuang.cases.tests.factory import at_post, content, department, open_round
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    Builder,
    Organisation,
    OrganisationKind,
    Space,
    SpaceKind,
    Stage,
    Standing,
)
from zhongchuang.parties.services.residency import NewTenant, tenant_open
from zhongchuang.parties.services.spaces import Room, SpaceDetails, space_register
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM, a_uscc, actor, make_account
from zhongchuang.policy.tests.factory import put_in_force, real_book

CITY, PROVINCE = "210100", "210000"
ALLIANCE = {
    "document": "liaozhengbanfa-2015-94",
    "clause": "三2",
    "quote": "对全省众创空间的创新创业服务提供指导和帮助",
    "measure": "liaoning/makerspace-alliance",
}


def _field(name: str, kind: str, label: str, prefill: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "label": {"zh": label, "en": name}, "type": kind, "prefill": prefill, **more}


def said(**changes: Any) -> Content:
    """A programme of Liaoning for makerspaces: with a tenant, and with a telephone number."""
    base = content().model_dump(mode="json", exclude_none=True)
    for name in ("money", "review", "notice", "chain", "materials"):
        base.pop(name, None)
    form = {
        "id": "about",
        "title": {"zh": "众创空间", "en": "The makerspace"},
        "fields": [
            _field("name", "text", "名称", "space.name", locked=True),
            _field("tenants", "integer", "在驻团队和企业", "residency.tenants", locked=True),
            _field("telephone", "text", "联系电话", "organisation.telephone"),
        ],
    }
    own = {
        "id": "without-application",
        "title": {"zh": "免申即享测试", "en": "Without application"},
        "kind": "registration",
        "basis": [ALLIANCE],
        "applicant": "space",
        "kinds": ["space"],
        "proactive": {"measure": ALLIANCE["measure"], "days": 10, "remind_days": 3},
        "sections": [form],
        "checks": [{"rule": "tenants > 0", "text": {"zh": "现有团队或企业入驻", "en": "There are tenants"}}],
        "steps": ["accept", "decide"],
        "claims": [
            {"kind": "entity", "keys": ["space", "programme"], "text": {"zh": "只登记一次", "en": "Once"}}
        ],
    }
    return Content.model_validate({**base, **own, **changes})


def call(programme: Content | None = None, **changes: Any) -> Round:
    """An open call of it, all year, with the real packs in force."""
    put_in_force(real_book())
    what = programme or said()
    row, _made = Programme.objects.get_or_create(
        code=f"liaoning/{what.id}",
        defaults={
            "place_id": PROVINCE,
            "title": what.title.zh,
            "title_en": what.title.en,
            "kind": what.kind.value,
            "state": "ready",
        },
    )
    if row.current is None:
        row.current = row.versions.create(
            number=1,
            content=content_of(what),
            sha256=digest_of(what),
            origin="packs",
            pack_version=real_book().version,
            published_at=clock.now(),
            published_by="system:tests",
        )
        row.save()
    dates = {"opens_on": clock.today() - dt.timedelta(days=1), "closes_on": None, "year": clock.today().year}
    return open_round(row, **{**dates, **changes})


def operator(
    number: int, *, telephone: str = "024-00000000", verified: bool = True
) -> tuple[Organisation, Account]:
    """An organisation that runs a space, and who manages it."""
    made: Organisation = services.organisation_register(
        actor=SYSTEM,
        uscc=a_uscc(300 + number),
        name=f"虚构运营公司{number}",
        kind=OrganisationKind.SPACE_OPERATOR,
        place=CITY,
        synthetic=True,
    )
    Organisation.objects.filter(pk=made.pk).update(
        telephone=telephone, state="verified" if verified else "unverified"
    )
    made.refresh_from_db()
    account = make_account(Role.OPERATOR)
    services.membership_add(actor=SYSTEM, account=account, organisation=made, standing=Standing.MANAGER)
    return made, account


def space(number: int, *, tenants: int = 1, **about: Any) -> tuple[Space, Account]:
    """A makerspace in Shenyang with so many teams in it, and who manages its operator."""
    held, account = operator(number, **about)
    opened = clock.today() - dt.timedelta(days=800)
    made = space_register(
        actor=SYSTEM,
        details=SpaceDetails(
            name=f"虚构众创空间{number}",
            kind=SpaceKind.MAKERS,
            specialised=False,
            fields=["智能制造"],
            built_by=Builder.OTHER,
            stage=Stage.SPACE,
            place=CITY,
            address="虚构路1号",
            summary="虚构的众创空间。",
            opened_on=opened,
        ),
        operator=held,
        owner=held,
        room=Room(1200, 900, 60),
        synthetic=True,
    )
    for one in range(tenants):
        admit(made, f"虚构团队{number}-{one}")
    return made, account


def admit(into: Space, name: str) -> None:
    """A team comes in."""
    tenant_open(
        actor=SYSTEM,
        space=into,
        who=NewTenant(uscc="", name=name, values={}),
        first=Occurrence(EventKind.ADMITTED, clock.today() - dt.timedelta(days=30), {}),
    )
    into.refresh_from_db()


def officer() -> PersonActor:
    """Of the department whose call it is."""
    return actor(at_post(Role.OFFICER, bound=True))


def judged(by: PersonActor, of: Round) -> ProactiveRun:
    """A run, as a worker leaves it."""
    run = proactive_judge(actor=by, round_id=of.pk)
    run_judge(actor=SYSTEM, key=run.key)
    run.refresh_from_db()
    return run


def sent(by: PersonActor, run: ProactiveRun) -> ProactiveRun:
    """The offers of a run made."""
    proactive_send(actor=by, run_key=run.key, expected_version=run.row_version)
    run_send(actor=SYSTEM, key=run.key)
    run.refresh_from_db()
    return run


def offered(number: int = 1, **changes: Any) -> tuple[Case, PersonActor]:
    """A case that waits for its makerspace, and who may answer."""
    of = call(**changes)
    made, account = space(number)
    by = officer()
    sent(by, judged(by, of))
    case = Case.objects.get(round=of, space=made.public_id)
    return case, actor(account)


def finding(run: ProactiveRun, name: str) -> ProactiveFinding:
    """What was found of somebody by their name."""
    return ProactiveFinding.objects.get(run=run, name=name)


__all__ = [
    "admit",
    "call",
    "department",
    "finding",
    "judged",
    "offered",
    "officer",
    "operator",
    "said",
    "sent",
    "space",
]
