"""Everybody and everything a procedure needs: departments, counties, spaces, experts, money. All of it is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Expert, Panel, Programme, Round, Sheet
from zhongchuang.cases.services.accepting import case_accept
from zhongchuang.cases.services.answering import case_answer
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.closing import panel_close
from zhongchuang.cases.services.experts import expert_admit
from zhongchuang.cases.services.materials import material_add
from zhongchuang.cases.services.opening import Chosen, case_open
from zhongchuang.cases.services.panels import panel_arrange, panel_draw
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.cases.services.recommending import case_recommend
from zhongchuang.cases.services.rounds import Call, round_open
from zhongchuang.cases.services.sheets import sheet_save
from zhongchuang.core.actors import PersonActor
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.services.budgets import budget_allocate, budget_open
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    Builder,
    EvidenceKind,
    IdentityKind,
    Organisation,
    OrganisationKind,
    Space,
    SpaceKind,
    Stage,
    Standing,
)
from zhongchuang.parties.services.persons import identity_register
from zhongchuang.parties.services.spaces import Room, SpaceDetails, space_register
from zhongchuang.parties.services.verification import organisation_verify
from zhongchuang.parties.tests.factory import SYSTEM, a_number, a_uscc, actor, make_account
from zhongchuang.policy.packs.loader import default_root
from zhongchuang.policy.services.packs import packs_load
from zhongchuang.project.demonstration_proactive import FILES
from zhongchuang.vouchers.services import schemes_load

PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page: as an invoice it cannot be read, and so is for the officer to look at."""
_numbers = count(500)


@dataclass
class Province:
    """A department and everybody around it."""

    code: str
    city: str
    county: str
    department: Organisation
    officer: PersonActor
    other_officer: PersonActor
    reviewer: PersonActor
    finance: PersonActor
    signer: PersonActor
    county_unit: PersonActor
    city_unit: PersonActor
    experts: list[Expert] = field(default_factory=list)


def loaded() -> None:
    """The packs and programmes of the release in force."""
    packs_load(actor=SYSTEM, root=default_root())
    programmes_load(actor=SYSTEM, root=default_root())


def organisation(name: str, kind: OrganisationKind, place: str) -> Organisation:
    """An organisation an officer has verified."""
    made = services.organisation_register(
        actor=SYSTEM, uscc=a_uscc(next(_numbers)), name=name, kind=kind, place=place, synthetic=True
    )
    return organisation_verify(
        actor=actor(make_account(Role.OFFICER)),
        organisation=made,
        evidence_kind=EvidenceKind.LICENCE,
        evidence="营业执照原件（虚构）",
        expected_version=made.row_version,
    )


def post(role: Role, *, of: Organisation | None = None, place: str | None = None) -> Account:
    """An account at a post."""
    account = make_account()
    services.role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=of.pk if of else None,
        place=place,
    )
    account.refresh_from_db()
    return account


def province(code: str, city: str, county: str, name: str, *, experts: int = 6) -> Province:
    """A province with its department, a city and a county that recommend, and experts."""
    department = organisation(name, OrganisationKind.DEPARTMENT, code)
    made = Province(
        code,
        city,
        county,
        department,
        actor(post(Role.OFFICER, of=department)),
        actor(post(Role.OFFICER, of=department)),
        actor(post(Role.REVIEWER, of=department)),
        actor(post(Role.FINANCE)),
        actor(post(Role.FINANCE)),
        actor(post(Role.RECOMMENDER, place=county)),
        actor(post(Role.RECOMMENDER, place=city)),
    )
    for number in range(experts):
        account = make_account(Role.EXPERT, name=f"虚构专家{number}")
        home = organisation(f"虚构研究院{code}{number}", OrganisationKind.INSTITUTE, code)
        made.experts.append(
            expert_admit(
                actor=made.officer,
                email=account.email,
                organisation=home.uscc,
                title="研究员",
                fields=["孵化"],
            )
        )
    return made


def space(where: Province, name: str) -> tuple[Account, Space]:
    """A makerspace in the county and the account that manages its operator."""
    operator = organisation(f"{name}管理有限公司", OrganisationKind.SPACE_OPERATOR, where.county)
    account = make_account(Role.OPERATOR)
    services.membership_add(actor=SYSTEM, account=account, organisation=operator, standing=Standing.MANAGER)
    made = space_register(
        actor=SYSTEM,
        details=SpaceDetails(
            name=name,
            kind=SpaceKind.MAKERS,
            specialised=False,
            fields=["智能制造"],
            built_by=Builder.OTHER,
            stage=Stage.SPACE,
            place=where.county,
            address="虚构路1号",
            summary="虚构的众创空间。",
            opened_on=dt.date(2023, 3, 1),
        ),
        operator=operator,
        owner=operator,
        room=Room(1200, 900, 60),
        synthetic=True,
    )
    return account, made


def researcher(where: Province, name: str, number: int) -> tuple[PersonActor, PersonActor, Organisation]:
    """Somebody at an institute, a manager of it, the institute.

    Their identity number lies far above those other walks use: the journeys of one worker share a database.
    """
    institute = organisation(f"{name}所在研究所（虚构）", OrganisationKind.INSTITUTE, where.city)
    account, manager = make_account(Role.ACADEMIC), make_account(Role.ACADEMIC)
    identity_register(
        actor=actor(account),
        account=account,
        kind=IdentityKind.RESIDENT_ID,
        number=a_number(20_000 + number),
        name=name,
        telephone="13800138000",
        expected_version=account.row_version,
    )
    services.membership_add(actor=SYSTEM, account=account, organisation=institute)
    services.membership_add(actor=SYSTEM, account=manager, organisation=institute, standing=Standing.MANAGER)
    return actor(account), actor(manager), institute


def funded(where: Province, programme: str, amount: int) -> Budget:
    """Money of the year for a programme; `amount` in 分."""
    year = budget_open(
        actor=where.finance,
        department=where.department.pk,
        year=2026,
        name="科技专项资金（虚构）",
        amount=amount,
        basis="虚构财〔2026〕1号",
        on=dt.date(2026, 1, 5),
    )
    return budget_allocate(
        actor=where.finance,
        budget=year,
        programme=programme,
        name="项目预算（虚构）",
        amount=amount,
        basis="虚构财〔2026〕2号",
        on=dt.date(2026, 1, 6),
        expected_version=year.row_version,
    )


def scheme_in_force() -> str:
    """The scheme of the demonstration, loaded: its id. In force where `settings.DEMONSTRATION` says so."""
    schemes_load(actor=SYSTEM, root=FILES)
    return "innovation-voucher-demo"


def opened(where: Province, code: str, *, budget: Budget | None = None, all_year: bool = False) -> Round:
    """A call from August on, named by how many of the programme there were before: walks may share a database."""
    programme = Programme.objects.get(code=code)
    before = Round.objects.filter(programme=programme).count()
    return round_open(
        actor=where.officer,
        programme_id=programme.pk,
        call=Call(
            name=f"2026年第{before + 1}批（虚构）",
            year=2026,
            opens_on=dt.date(2026, 8, 3),
            closes_on=None if all_year else dt.date(2026, 12, 18),
            department=where.department.pk,
            budget=None if budget is None else budget.pk,
        ),
    )


def fill(who: PersonActor, case: Case, typed: Mapping[str, Mapping[str, str]]) -> Case:
    """Type into the sections of the form."""
    for section, fields in typed.items():
        case.refresh_from_db()
        names = {name.partition("-")[0] for name in fields}
        case_answer(
            actor=who,
            case_id=case.pk,
            section=section,
            typed={name: [value] for name, value in fields.items()},
            asked=names,
            expected_version=case.row_version,
        )
    case.refresh_from_db()
    return case


def paper(who: PersonActor, case: Case, *materials: str) -> None:
    """Hand in a file for each material."""
    for number, material in enumerate(materials):
        case.refresh_from_db()
        file = SimpleUploadedFile(f"{material}.pdf", PDF + str(number).encode(), "application/pdf")
        material_add(actor=who, case=case, material=material, file=file, expected_version=case.row_version)
    case.refresh_from_db()


def started(who: PersonActor, call: Round, chosen: Chosen) -> Case:
    """A draft."""
    return case_open(actor=who, round_id=call.pk, chosen=chosen)


def handed_in(who: PersonActor, case: Case) -> Case:
    """Submitted as true."""
    case.refresh_from_db()
    done = case_submit(actor=who, case_id=case.pk, expected_version=case.row_version, confirmed=True)
    done.refresh_from_db()
    return done


def recommended(where: Province, case: Case) -> Case:
    """By the county, then by the city."""
    for unit in (where.county_unit, where.city_unit):
        case.refresh_from_db()
        case_recommend(
            actor=unit, case_id=case.pk, expected_version=case.row_version, opinion="情况属实，同意推荐。"
        )
    case.refresh_from_db()
    return case


def accepted(where: Province, case: Case) -> Case:
    """By the department."""
    case.refresh_from_db()
    case_accept(actor=where.officer, case_id=case.pk, expected_version=case.row_version)
    case.refresh_from_db()
    return case


def drawn(where: Province, case: Case, seats: int) -> Panel:
    """A panel for the case, its seed opened."""
    panel = panel_arrange(actor=where.officer, round=case.round, cases=[case.pk], seats=seats)
    return panel_draw(actor=where.officer, panel=panel, expected_version=panel.row_version)


def scored(where: Province, panel: Panel, share: int = 80) -> Panel:
    """Every expert gives so many per cent of the points; the panel is closed."""
    panel.refresh_from_db()
    rows = Sheet.objects.filter(seat__panel=panel, seat__state="seated").select_related(
        "seat__expert__account"
    )
    review = panel.round.version.content["review"]
    points = {one["id"]: one["points"] * share // 100 for one in review["criteria"]}
    for sheet in rows:
        sheet_save(
            actor=actor(sheet.seat.expert.account),
            sheet=sheet,
            scores=points,
            comment="条件较好。",
            hand_in=True,
            expected_version=sheet.row_version,
        )
    return panel_close(
        actor=where.officer,
        panel=panel,
        minutes="专家逐项评议，一致同意。",
        expected_version=panel.row_version,
    )


def state_of(case: Case) -> State:
    """Where the case stands now."""
    case.refresh_from_db()
    return State(case.state)
