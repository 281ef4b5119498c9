"""Made-up organisations around Shenyang and Lanzhou: verified, waiting, sent back; who stands behind them, two of them with
one controller. Names say what somebody is, not who; numbers are of a region that is given to no place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from stdnum.cn import ric

from zhongchuang.core.actors import Actor
from zhongchuang.parties import services
from zhongchuang.parties.models import (
    EvidenceKind,
    IdentityKind,
    Organisation,
    OrganisationKind,
    OrganisationState,
    RelationKind,
)
from zhongchuang.parties.services import Description, Document, Terms

SHENYANG, LANZHOU = "210100", "620100"
SINCE = dt.date(2024, 3, 1)


@dataclass(frozen=True, slots=True)
class Firm:
    """A made-up organisation: its number, what it says, and how far it is believed."""

    number: int
    name: str
    place: str
    industry: str
    state: OrganisationState = OrganisationState.VERIFIED
    kind: OrganisationKind = OrganisationKind.ENTERPRISE


FIRMS = (
    Firm(1, "演示智能装备有限公司（虚构）", SHENYANG, "C3491"),
    Firm(2, "演示众创空间管理有限公司（虚构）", SHENYANG, "L7221", kind=OrganisationKind.SPACE_OPERATOR),
    Firm(61, "演示机器人关节有限公司（虚构）", SHENYANG, "C3491"),
    Firm(62, "演示铸造股份有限公司（虚构）", SHENYANG, "C3391"),
    Firm(63, "演示创业投资有限公司（虚构）", LANZHOU, "J6732", kind=OrganisationKind.INVESTOR),
    Firm(64, "演示高原农业科技有限公司（虚构）", LANZHOU, "A0119"),
    Firm(65, "演示百合加工有限公司（虚构）", LANZHOU, "C1371", OrganisationState.UNVERIFIED),
    Firm(66, "演示新材料有限公司（虚构）", LANZHOU, "C2659", OrganisationState.RETURNED),
)
REPRESENTATIVE, CONTROLLER = RelationKind.REPRESENTATIVE, RelationKind.CONTROLLER
SHAREHOLDER, EMPLOYEE = RelationKind.SHAREHOLDER, RelationKind.EMPLOYEE
RELATIONS: tuple[tuple[int, RelationKind, str | int, str], ...] = (
    (1, REPRESENTATIVE, "演示人员甲", ""),
    (1, CONTROLLER, "演示人员甲", ""),
    (1, SHAREHOLDER, "演示人员甲", "60"),
    (1, SHAREHOLDER, 62, "40"),
    (61, REPRESENTATIVE, "演示人员乙", ""),
    (61, CONTROLLER, "演示人员甲", ""),
    (61, SHAREHOLDER, "演示人员甲", "51"),
    (61, EMPLOYEE, "演示人员丙", "总工程师"),
    (62, REPRESENTATIVE, "演示人员丁", ""),
    (63, REPRESENTATIVE, "演示人员戊", ""),
    (64, REPRESENTATIVE, "演示人员己", ""),
    (64, SHAREHOLDER, 63, "30"),
    (64, SHAREHOLDER, "演示人员己", "70"),
    (65, SHAREHOLDER, 64, "100"),
)
"""Of which organisation, what, who (a person by name, an organisation by number), share or post."""
PEOPLE = tuple(dict.fromkeys(who for _, _, who, _ in RELATIONS if isinstance(who, str)))


def identity_number(name: str) -> str:
    """The invented number of an invented person: of a region that is given to no place."""
    body = f"99999919800101{100 + PEOPLE.index(name):03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def load_parties(*, actor: Actor, code: Callable[[int], str]) -> int:
    """Make what is missing; returns how many organisations were described. A second time nothing is done."""
    if Organisation.objects.filter(uscc=code(FIRMS[-1].number)).exists():
        return 0
    with transaction.atomic():
        found = {firm.number: _described(actor, code(firm.number), firm) for firm in FIRMS}
        for number, kind, who, detail in RELATIONS:
            organisation = Organisation.objects.get(pk=found[number].pk)
            services.relation_declare(
                actor=actor,
                organisation=organisation,
                kind=kind,
                holder=code(who)
                if isinstance(who, int)
                else Document(IdentityKind.RESIDENT_ID, identity_number(who), who),
                terms=Terms(
                    SINCE,
                    share=Decimal(detail) if kind is SHAREHOLDER else None,
                    post=detail if kind is EMPLOYEE else "",
                    source="演示数据",
                ),
                expected_version=organisation.row_version,
            )
        for firm in FIRMS:
            _believed(actor, Organisation.objects.get(pk=found[firm.number].pk), firm.state)
    return len(FIRMS)


def _described(actor: Actor, uscc: str, firm: Firm) -> Organisation:
    organisation = Organisation.objects.filter(uscc=uscc).first() or services.organisation_register(
        actor=actor, uscc=uscc, name=firm.name, kind=firm.kind, place=firm.place, synthetic=True
    )
    return services.organisation_describe(
        actor=actor,
        organisation=organisation,
        description=Description(
            organisation.name,
            firm.kind,
            firm.place,
            SINCE,
            firm.industry,
            "演示路 1 号（虚构）",
            f"000-{firm.number:08}",
            "office@demo.invalid",
        ),
        expected_version=organisation.row_version,
    )


def _believed(actor: Actor, organisation: Organisation, state: OrganisationState) -> None:
    if organisation.state != OrganisationState.UNVERIFIED:
        return
    if state == OrganisationState.VERIFIED:
        services.organisation_verify(
            actor=actor,
            organisation=organisation,
            evidence_kind=EvidenceKind.OTHER,
            evidence="演示数据，没有真实的登记",
            expected_version=organisation.row_version,
        )
    elif state == OrganisationState.RETURNED:
        services.organisation_return(
            actor=actor,
            organisation=organisation,
            lacks="名称与营业执照不一致；请上传变更通知书后改正。（演示）",
            expected_version=organisation.row_version,
        )
