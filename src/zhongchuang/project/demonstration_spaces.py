"""Two invented makerspaces with what happened in them, one in Lanzhou and one in Shenyang; days count back from today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    Builder,
    Organisation,
    OrganisationKind,
    RecognitionLevel,
    ResidencyEvent,
    Space,
    SpaceKind,
    Stage,
    Standing,
    Tenant,
)
from zhongchuang.parties.services.graduation import tenant_graduate
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.services.recognition import recognition_grant
from zhongchuang.parties.services.residency import (
    NewTenant,
    declaration_record,
    event_correct,
    residency_record,
    tenant_open,
)
from zhongchuang.parties.services.spaces import Room, SpaceDetails, space_register
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.graduation import Result, standards_on
from zhongchuang.parties.spaces.periods import periods_between
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.spaces.sheet import Value

Code = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened so many days ago."""

    kind: EventKind
    ago: int
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoTenant:
    """A firm (by the number of its invented code) or a team, and what happened to it."""

    name: str
    number: int | None
    steps: tuple[Step, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    graduates: int | None = None  # so many days ago


@dataclass(frozen=True, slots=True)
class DemoSpace:
    """A makerspace and who is in it."""

    name: str
    place: str
    operator: int  # the number of its code; the operator of the demonstration manages it
    operator_name: str
    fields: tuple[str, ...]
    kind: SpaceKind
    built_by: Builder
    address: str
    summary: str
    room: Room
    tenants: tuple[DemoTenant, ...]
    recognised: bool = False


IN, APPLIED, MILESTONE, LEFT = (
    EventKind.ADMITTED,
    EventKind.APPLIED,
    EventKind.MILESTONE,
    EventKind.LEFT,
)
SPACES = (
    DemoSpace(
        "演示金城新材料众创空间（虚构）",
        "620100",
        801,
        "演示金城众创服务有限公司（虚构）",
        ("新材料", "新能源"),
        SpaceKind.MAKERS,
        Builder.INSTITUTE,
        "城关区演示路 8 号",
        "围绕新材料的中试和检测，为科研团队提供工位、设备和导师。",
        Room(1_260, 980, 72),
        (
            DemoTenant(
                "演示膜材料科技有限公司（虚构）",
                811,
                (
                    Step(APPLIED, 700),
                    Step(IN, 680),
                    Step(MILESTONE, 300, {"milestone": "financed", "amount_fen": 320_000_000}),
                ),
                {
                    "staff": 9,
                    "staff_college": 8,
                    "workstations": 8,
                    "field": "新材料",
                    "founder": "researcher",
                },
            ),
            DemoTenant(
                "演示储能技术有限公司（虚构）",
                812,
                (Step(IN, 640), Step(MILESTONE, 200, {"milestone": "high_tech"})),
                {"staff": 14, "staff_college": 11, "workstations": 10, "field": "新能源", "high_tech": True},
                graduates=20,
            ),
            DemoTenant(
                "演示石墨烯团队（虚构）",
                None,
                (Step(IN, 210),),
                {"staff": 4, "staff_college": 4, "staff_graduates": 2, "workstations": 4, "field": "新材料"},
            ),
            DemoTenant("演示固废利用团队（虚构）", None, (Step(APPLIED, 6),)),
            DemoTenant(
                "演示检测设备有限公司（虚构）", 813, (Step(IN, 500), Step(LEFT, 130, {"why": "合同到期"}))
            ),
        ),
    ),
    DemoSpace(
        "演示浑河智造众创空间（虚构）",
        "210100",
        2,
        "演示众创空间管理有限公司（虚构）",
        ("智能制造", "电子信息"),
        SpaceKind.SERVICES,
        Builder.LEADING_ENTERPRISE,
        "浑南区演示街 21 号",
        "由制造企业开放生产线和检测设备，帮助团队把样机做成产品。",
        Room(2_400, 1_900, 150),
        (
            DemoTenant(
                "演示机器视觉有限公司（虚构）",
                821,
                (Step(IN, 660), Step(MILESTONE, 400, {"milestone": "product", "note": "首批二十台交付"})),
                {"staff": 18, "staff_college": 16, "workstations": 15, "field": "智能制造"},
                graduates=45,
            ),
            DemoTenant(
                "演示晨星传感团队（虚构）",
                None,
                (
                    Step(IN, 420),
                    Step(
                        MILESTONE,
                        160,
                        {"milestone": "registered", "number": 822, "name": "演示晨星传感有限公司（虚构）"},
                    ),
                ),
                {
                    "staff": 6,
                    "staff_college": 6,
                    "staff_graduates": 3,
                    "workstations": 6,
                    "field": "电子信息",
                },
            ),
            DemoTenant(
                "演示数控刀具有限公司（虚构）",
                823,
                (Step(IN, 380),),
                {"staff": 11, "staff_college": 6, "workstations": 9, "field": "智能制造"},
            ),
            DemoTenant("演示工业软件有限公司（虚构）", 824, (Step(IN, 90),)),
            DemoTenant(
                "演示无人机团队（虚构）",
                None,
                (Step(APPLIED, 95), Step(EventKind.REFUSED, 88, {"why": "与本空间的方向不符"})),
            ),
            DemoTenant("演示康复器械团队（虚构）", None, (Step(APPLIED, 11),)),
        ),
        recognised=True,
    ),
)


def load_spaces(*, actor: Actor, code: Code) -> int:
    """Make what is missing of the demonstration's makerspaces; returns how many were made."""
    missing = [demo for demo in SPACES if not Space.objects.filter(name=demo.name).exists()]
    for demo in missing:
        with transaction.atomic():
            _make(actor, demo, code)
    return len(missing)


def _make(actor: Actor, demo: DemoSpace, code: Code) -> None:
    today = clock.today()
    operator = _organisation(actor, demo, code)
    space = space_register(
        actor=actor,
        details=SpaceDetails(
            name=demo.name,
            kind=demo.kind,
            specialised=True,
            fields=demo.fields,
            built_by=demo.built_by,
            stage=Stage.SPACE,
            place=demo.place,
            address=demo.address,
            summary=demo.summary,
            opened_on=_ago(today, 730),
        ),
        operator=operator,
        owner=operator,
        room=demo.room,
        synthetic=True,
    )
    if demo.recognised:
        recognition_grant(
            actor=actor,
            space=space,
            level=RecognitionLevel.CITY,
            number=f"演示认定〔{today.year - 1}〕1 号（虚构）",
            since=_ago(today, 400),
            until=None,
            basis="演示用的依据（虚构）",
        )
    for tenant in demo.tenants:
        _tenant(actor, space, tenant, code)
    period = periods_between(_ago(today, 300), today)[1]
    space.refresh_from_db()
    period_close(actor=actor, space=space, period=period, expected_version=space.row_version)
    if demo.recognised:
        _correct_one(actor, space)
        _declare_late(actor, space, period.ends)


def _organisation(actor: Actor, demo: DemoSpace, code: Code) -> Organisation:
    """Who runs it, managed by the demonstration's operator."""
    found: Organisation | None = Organisation.objects.filter(uscc=code(demo.operator)).first()
    held = found or services.organisation_register(
        actor=actor,
        uscc=code(demo.operator),
        name=demo.operator_name,
        kind=OrganisationKind.SPACE_OPERATOR,
        place=demo.place,
        synthetic=True,
    )
    operator = Account.objects.filter(email=f"{Role.OPERATOR.value}@demo.invalid").first()
    if operator is not None:
        services.membership_add(actor=actor, account=operator, organisation=held, standing=Standing.MANAGER)
    return held


def _tenant(actor: Actor, space: Space, demo: DemoTenant, code: Code) -> None:
    today, (first, *rest) = clock.today(), demo.steps
    uscc = code(demo.number) if demo.number else ""
    tenant = tenant_open(
        actor=actor,
        space=space,
        who=NewTenant(uscc=uscc, name=demo.name, values=demo.values),
        first=Occurrence(first.kind, _ago(today, first.ago), first.payload),
    )
    for step in rest:
        payload = dict(step.payload)
        if number := payload.pop("number", None):
            payload["uscc"] = code(number)
        tenant = residency_record(
            actor=actor,
            tenant=tenant,
            what=Occurrence(step.kind, _ago(today, step.ago), payload),
            expected_version=tenant.row_version,
        )
    if demo.graduates is not None:
        on = _ago(today, demo.graduates)
        against = standards_on(on)[-1]
        results = [
            Result(one.id, number == 0, "演示依据（虚构）") for number, one in enumerate(against.criteria)
        ]
        tenant_graduate(
            actor=actor,
            tenant=tenant,
            on=on,
            against=against,
            results=results,
            expected_version=tenant.row_version,
        )


def _correct_one(actor: Actor, space: Space) -> None:
    """One admission was written down a week late and corrected, so that both are seen on the time line."""
    event = ResidencyEvent.objects.filter(space=space, kind=IN.value).order_by("-on").first()
    if event is None:
        return
    tenant = Tenant.objects.select_related("space").get(pk=event.tenant_id)
    event_correct(
        actor=actor,
        tenant=tenant,
        event=event,
        to=Occurrence(IN, event.on - dt.timedelta(days=7), event.payload),
        reason="入驻协议上的日期早一周（演示）",
        expected_version=tenant.row_version,
    )


def _declare_late(actor: Actor, space: Space, on: dt.date) -> None:
    """Figures of the closed period come in afterwards: its page shows them beside, as corrected."""
    tenant = Tenant.objects.select_related("space").filter(space=space, stay="resident").order_by("pk")[0]
    declaration_record(
        actor=actor,
        tenant=tenant,
        on=on,
        values={"staff": 9, "staff_college": 8, "staff_graduates": 3, "workstations": 7},
        expected_version=tenant.row_version,
    )


def _ago(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)
