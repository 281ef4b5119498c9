"""免申即享 in the demonstration: a programme that says it is one, makerspaces that have it and others, one offer that waits.

The programme is not of the packs, for no text there says that it is given unasked; it stands in `demonstration_files`, and rests
on a sentence of Liaoning that promises help to every makerspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zhongchuang.cases.models import Programme, Round
from zhongchuang.cases.services.proactive import proactive_judge, proactive_send, run_judge, run_send
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.cases.services.rounds import Call, round_open
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties import services
from zhongchuang.parties.models import (
    Builder,
    EvidenceKind,
    Organisation,
    OrganisationKind,
    Space,
    SpaceKind,
    Stage,
)
from zhongchuang.parties.services.residency import NewTenant, tenant_open
from zhongchuang.parties.services.spaces import Room, SpaceDetails, space_register
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.selectors import current_rulebook

FILES = Path(__file__).with_name("demonstration_files")
CODE, MEASURE = "liaoning/alliance-services-demo", "liaoning/makerspace-alliance"
LIAONING, SHENYANG = 902, 2
"""The invented department, and the operator of the invented makerspace in Shenyang, by the number of their codes."""
TELEPHONE = "024-00000000"
Code = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class DemoNeighbour:
    """Another makerspace in Shenyang: nobody is in it, or its operator left no telephone number."""

    number: int
    name: str
    operator: str
    telephone: str
    team: str = ""  # in it


NEIGHBOURS = (
    DemoNeighbour(803, "演示空置众创空间（虚构）", "演示空置众创服务有限公司（虚构）", TELEPHONE),
    DemoNeighbour(
        804, "演示失联众创空间（虚构）", "演示失联众创服务有限公司（虚构）", "", "演示留声团队（虚构）"
    ),
)


def load_proactive(*, actor: Actor, code: Code) -> int:
    """Make what is missing; returns how many offers were made."""
    try:
        known = current_rulebook().measure(MEASURE) is not None
    except NoPacks:
        known = False
    department = Organisation.objects.filter(uscc=code(LIAONING)).first()
    if not known or department is None:  # the packs of a test may have neither
        return 0
    if not Programme.objects.filter(code=CODE).exists():
        programmes_load(actor=actor, root=FILES)
        Programme.objects.filter(code=CODE).update(synthetic=True)
    for one in NEIGHBOURS:
        _neighbour(actor, one, code)
    Organisation.objects.filter(uscc=code(SHENYANG), telephone="").update(telephone=TELEPHONE)
    programme = Programme.objects.get(code=CODE)
    if Round.objects.filter(programme=programme).exists():
        return 0
    today = clock.today()
    call = round_open(
        actor=actor,
        programme_id=programme.pk,
        call=Call(
            name=f"{today.year}年主动送达（演示）",
            year=today.year,
            opens_on=today,
            closes_on=None,
            department=department.pk,
            budget=None,
        ),
    )
    run = proactive_judge(actor=actor, round_id=call.pk)
    run_judge(actor=actor, key=run.key)
    run.refresh_from_db()
    proactive_send(actor=actor, run_key=run.key, expected_version=run.row_version)
    run_send(actor=actor, key=run.key)
    return call.cases.count()


def _neighbour(actor: Actor, one: DemoNeighbour, code: Code) -> None:
    if Space.objects.filter(name=one.name).exists():
        return
    operator = services.organisation_register(
        actor=actor,
        uscc=code(one.number),
        name=one.operator,
        kind=OrganisationKind.SPACE_OPERATOR,
        place="210100",
        synthetic=True,
    )
    operator = services.organisation_verify(
        actor=actor,
        organisation=operator,
        evidence_kind=EvidenceKind.OTHER,
        evidence="演示数据，没有真实的登记",
        expected_version=operator.row_version,
    )
    Organisation.objects.filter(pk=operator.pk).update(telephone=one.telephone)
    space = space_register(
        actor=actor,
        details=SpaceDetails(
            name=one.name,
            kind=SpaceKind.MAKERS,
            specialised=False,
            fields=("智能制造",),
            built_by=Builder.OTHER,
            stage=Stage.SPACE,
            place="210100",
            address="铁西区演示路 3 号",
            summary="演示免申即享用的众创空间。",
            opened_on=clock.today() - dt.timedelta(days=500),
        ),
        operator=operator,
        owner=operator,
        room=Room(600, 400, 30),
        synthetic=True,
    )
    if one.team:
        tenant_open(
            actor=actor,
            space=space,
            who=NewTenant(uscc="", name=one.team, values={}),
            first=Occurrence(EventKind.ADMITTED, clock.today() - dt.timedelta(days=60), {}),
        )
