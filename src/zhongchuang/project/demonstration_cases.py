"""What lies on the desks of the demonstration: experts in the pool, and two cases on their way.

The makerspace in Lanzhou waits to be accepted; the one in Shenyang waits for its city to recommend it. Everything was done by
the demonstration's own accounts through the verbs of the pages, so that whoever signs in goes on where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from zhongchuang.cases.models import Case, Expert, Round
from zhongchuang.cases.services.answering import case_answer
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.experts import expert_admit
from zhongchuang.cases.services.materials import material_add
from zhongchuang.cases.services.opening import Chosen, case_open
from zhongchuang.cases.services.recommending import case_recommend
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor, SystemActor
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, EvidenceKind, Organisation, OrganisationKind, Space
from zhongchuang.parties.selectors import actor_for

Code = Callable[[int], str]
ACTOR = SystemActor("demonstration.load")
EXPERTS, INSTITUTE = 6, 920
LANZHOU, SHENYANG = 801, 2
"""The operators of the two invented makerspaces, by the number of their invented code."""
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page: the papers of the demonstration say nothing."""
RECOGNITION: Mapping[str, Mapping[str, str]] = {
    "about": {"opened_on": "2024-03-01", "area": "1200", "seats": "60", "fields": "新材料、新能源"},
    "work": {
        "tenants": "25",
        "graduates": "6",
        "mentors": "8",
        "events": "24",
        "cases": "演示用的典型案例，内容虚构。",
        "plan": "演示用的发展计划，内容虚构。",
    },
}


def load_cases(*, code: Code) -> int:
    """Make what is missing; returns how many cases were handed in."""
    _experts(code)
    made = 0
    year = clock.today().year
    lanzhou = Round.objects.filter(programme__code="gansu/space-recognition", year=year).first()
    shenyang = Round.objects.filter(programme__code="liaoning/running-cost-subsidy", year=year).first()
    if lanzhou is not None and not lanzhou.cases.exists():
        case = _handed_in(lanzhou, code(LANZHOU), RECOGNITION, ("operation", "premises"))
        if case is not None:
            _recommended(case)
            made += 1
    if shenyang is not None and not shenyang.cases.exists():
        form = _rent(year - 1)
        made += _handed_in(shenyang, code(SHENYANG), form, ("contracts", "invoices")) is not None
    return made


def _account(role: Role, number: int = 1) -> PersonActor | None:
    address = f"{role.value}{'' if number == 1 else f'-{number}'}@demo.invalid"
    found = Account.objects.filter(email=address).first()
    return None if found is None else actor_for(found)


def _experts(code: Code) -> None:
    """Six experts of invented institutes, so that five can be drawn and one step back."""
    if Expert.objects.exists():
        return
    for number in range(1, EXPERTS + 1):
        address = f"{Role.EXPERT.value}{'' if number == 1 else f'-{number}'}@demo.invalid"
        if not Account.objects.filter(email=address).exists():
            continue
        with transaction.atomic():
            institute = Organisation.objects.filter(uscc=code(INSTITUTE + number)).first()
            institute = institute or services.organisation_register(
                actor=ACTOR,
                uscc=code(INSTITUTE + number),
                name=f"演示第{number}研究院（虚构）",
                kind=OrganisationKind.INSTITUTE,
                place="620000",
                synthetic=True,
            )
            expert_admit(
                actor=ACTOR,
                email=address,
                organisation=institute.uscc,
                title="研究员",
                fields=["创业孵化", "新材料"],
            )


def _rent(year: int) -> dict[str, dict[str, str]]:
    items = (
        ("rent", "演示合同-1", "24212000000000000001", "60000"),
        ("broadband", "演示合同-2", "24212000000000000002", "12000"),
    )
    rows: dict[str, str] = {}
    for number, (kind, contract, invoice, amount) in enumerate(items):
        rows |= {
            f"items-{number}-category": kind,
            f"items-{number}-what": "演示支出（虚构）",
            f"items-{number}-contract": contract,
            f"items-{number}-invoice": invoice,
            f"items-{number}-amount": amount,
        }
    return {
        "about": {"year": str(year)},
        "costs": {**rows, "total": "72000"},
        "payee": {"bank_name": "演示银行（虚构）", "bank_account": "6200000000000000001"},
    }


@transaction.atomic
def _handed_in(
    call: Round, uscc: str, form: Mapping[str, Mapping[str, str]], papers: tuple[str, ...]
) -> Case | None:
    """A case of the makerspace that the organisation runs, filled in and submitted by the demonstration's operator."""
    who = _account(Role.OPERATOR)
    operator = Organisation.objects.filter(uscc=uscc).first()
    space = Space.objects.filter(holders__organisation__uscc=uscc, holders__until=None).first()
    if who is None or space is None or operator is None:
        return None
    _verified(operator)
    case = case_open(actor=who, round_id=call.pk, chosen=Chosen(space=space.public_id))
    for section, fields in form.items():
        case.refresh_from_db()
        case_answer(
            actor=who,
            case_id=case.pk,
            section=section,
            typed={name: [value] for name, value in fields.items()},
            asked={name.partition("-")[0] for name in fields},
            expected_version=case.row_version,
        )
    for number, material in enumerate(papers):
        case.refresh_from_db()
        content = PAPER + b"% " + str(number).encode() + b"\n"
        file = SimpleUploadedFile(f"演示材料{number + 1}.pdf", content, "application/pdf")
        material_add(actor=who, case=case, material=material, file=file, expected_version=case.row_version)
    case.refresh_from_db()
    case_submit(actor=who, case_id=case.pk, expected_version=case.row_version, confirmed=True)
    Case.objects.filter(pk=case.pk).update(synthetic=True)
    case.refresh_from_db()
    return case


def _verified(operator: Organisation) -> None:
    if operator.state == "unverified":
        services.organisation_verify(
            actor=ACTOR,
            organisation=operator,
            evidence_kind=EvidenceKind.OTHER,
            evidence="演示数据，没有真实的登记",
            expected_version=operator.row_version,
        )


def _recommended(case: Case) -> None:
    """By the city, so that it lies with the department."""
    unit = _account(Role.RECOMMENDER)
    if unit is not None:
        case_recommend(
            actor=unit,
            case_id=case.pk,
            expected_version=case.row_version,
            opinion="情况属实，同意推荐。（演示）",
        )
