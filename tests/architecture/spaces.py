"""Makerspaces of the small world: one that everybody runs, one that nobody here does, with a tenant, an import and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tests.architecture.organisations import Houses
from zhongchuang.core import clock
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    Organisation,
    Recognition,
    RecognitionLevel,
    ResidencyEvent,
    Space,
    Standing,
    Tenant,
    TenantImport,
)
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.services.recognition import recognition_grant
from zhongchuang.parties.services.residency import declaration_record
from zhongchuang.parties.services.tenants import import_upload
from zhongchuang.parties.spaces.periods import quarter
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM, make_organisation
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.parties.tests.space_factory import ADMITTED, make_space, make_tenant
from zhongchuang.project.demonstration import synthetic_uscc

CLOSED, OPEN = "2025Q1", "2025Q2"


@dataclass(frozen=True)
class Kept:
    """A space with a tenant and its first event, an applicant, a sheet that waits, a recognition, a closed quarter."""

    space: Space
    tenant: Tenant
    event: ResidencyEvent
    applicant: Tenant
    waiting: TenantImport
    recognition: Recognition


@dataclass(frozen=True)
class Spaces:
    """The two spaces, everybody's own firm in the other one, and an organisation that only the operator manages."""

    own: Kept
    theirs: Kept
    own_firm: Tenant
    own_firm_event: ResidencyEvent
    managed: Organisation


def a_kept(number: int, operator: Organisation) -> Kept:
    """A space run by an organisation."""
    space = make_space(f"虚构空间{number}", operator=operator)
    tenant = make_tenant(space, f"虚构企业{number}", uscc=synthetic_uscc(950 + number), values={"staff": 4})
    applicant = make_tenant(space, f"虚构申请队{number}", team=True, kind=EventKind.APPLIED)
    waiting = import_upload(
        actor=SYSTEM,
        space=space,
        filename="名册.xlsx",
        data=workbook([row("", f"虚构新队{number}", "2025-03-03", staff=2)]),
        on=clock.today(),
    )
    recognition = recognition_grant(
        actor=SYSTEM,
        space=space,
        level=RecognitionLevel.CITY,
        number=f"虚构认定{number}号",
        since=dt.date(2025, 1, 1),
        until=None,
        basis="虚构的依据",
    )
    period_close(actor=SYSTEM, space=space, period=quarter(2025, 1), expected_version=space.row_version)
    declaration_record(
        actor=SYSTEM,
        tenant=tenant,
        on=dt.date(2025, 3, 31),
        values={"staff": 5},
        expected_version=tenant.row_version,
    )  # after the closing, so that its page shows a correction
    for one in (space, tenant, applicant):
        one.refresh_from_db()
    event = ResidencyEvent.objects.get(tenant=tenant)
    return Kept(space, tenant, event, applicant, waiting, recognition)


def build_spaces(accounts: Mapping[str, Account | None], houses: Houses) -> Spaces:
    """Everything about makerspaces that the matrix asks for."""
    own = a_kept(1, houses.own.organisation)
    theirs = a_kept(2, houses.theirs.organisation)
    firm = make_tenant(theirs.space, "", uscc=houses.own.organisation.uscc, on=ADMITTED)
    managed = make_organisation(synthetic_uscc(960), "虚构运营者的单位")
    if operator := accounts[Role.OPERATOR]:
        services.membership_add(
            actor=SYSTEM, account=operator, organisation=managed, standing=Standing.MANAGER
        )
    return Spaces(own, theirs, firm, ResidencyEvent.objects.get(tenant=firm), managed)
