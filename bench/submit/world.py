"""Five hundred invented firms, each with a draft that is complete; and what the database holds when all have handed in.

`python -m bench.submit.world build COUNT` prints who may sign in as JSON, `… counted` what was handed in, `… control COUNT` how
often a counter without a lock goes wrong. Drafts are opened,
answered and given their papers through the verbs of the pages.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhongchuang.cases.models import Round
    from zhongchuang.parties.models import Account

PROGRAMME = "gansu/startup-loan-firm"
PLACE = "620100"
OFFICERS = 2
TAKERS = 4
"""Processes of the control."""
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
FORM = {
    "about": {"size": "micro", "people": "8", "hires": "2"},
    "loan": {
        "loan_amount": "300000",
        "loan_years": "2",
        "purpose": "购买原料（虚构）",
        "repayment": "销售收入（虚构）",
    },
}
MATERIALS = ("payroll", "accounts")


def build(count: int) -> list[dict[str, str]]:
    """The round, its officers and the drafts; of each applicant the session and the number of the draft."""
    call = _round()
    return [_applicant(call, number) for number in range(count)]


def counted() -> dict[str, int]:
    """What the database holds: cases handed in, their submissions, numbers and claims, the last number given, drafts left."""
    from zhongchuang.cases.flow import State
    from zhongchuang.cases.models import Case, CaseMove, Submission
    from zhongchuang.clearance.models import Claim
    from zhongchuang.core.audit.models import AuditEntry
    from zhongchuang.messages.models import Note

    handed_in = Case.objects.filter(state=State.SUBMITTED.value)
    applicants = [str(account) for account in handed_in.values_list("account_id", flat=True)]
    return {
        "handed_in": handed_in.count(),
        "numbers": handed_in.values("number").distinct().count(),
        "last_number": max(
            (int(number[-6:]) for number in handed_in.values_list("number", flat=True)), default=0
        ),
        "submissions": Submission.objects.count(),
        "claims": Claim.objects.filter(released_at=None).count(),
        "logged": AuditEntry.objects.filter(verb="cases.submit").count(),
        "moves": CaseMove.objects.filter(move="submit").count(),
        "told": Note.objects.filter(account_id__in=applicants).count(),
        "drafts": Case.objects.filter(state=State.DRAFT.value).count(),
    }


def control(count: int) -> int:
    """As many numbers taken at once from a counter without a lock: how many were given twice."""
    from django.db import connection

    from tests.concurrency.naive import naive_pool, take_one
    from tests.concurrency.processes import together, values

    with naive_pool(count):
        values(together(lambda _number: sum(take_one() for _ in range(count // TAKERS)), TAKERS))
        with connection.cursor() as cursor:
            cursor.execute("SELECT left_over FROM naive_pool")
            (left,) = cursor.fetchone()
    return int(left)


def _round() -> Round:
    from zhongchuang.cases.models import Programme
    from zhongchuang.cases.services.rounds import Call, round_open
    from zhongchuang.core import clock
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.parties import services
    from zhongchuang.parties.access import Role
    from zhongchuang.parties.models import OrganisationKind
    from zhongchuang.parties.tests.factory import a_uscc

    department = services.organisation_register(
        actor=SYSTEM,
        uscc=a_uscc(0),
        name="虚构经办机构",
        kind=OrganisationKind.DEPARTMENT,
        place="620000",
        synthetic=True,
    )
    for number in range(OFFICERS):
        officer = services.account_register(
            actor=SYSTEM, email=f"officer-{number}@bench.invalid", name=f"虚构经办{number}", password=None
        )
        services.role_grant(
            actor=SYSTEM,
            account=officer,
            role=Role.OFFICER,
            expected_version=officer.row_version,
            organisation=department.pk,
        )
    today = clock.today()
    return round_open(
        actor=SYSTEM,
        programme_id=Programme.objects.get(code=PROGRAMME).pk,
        call=Call(name="虚构批次", year=today.year, opens_on=today, department=department.pk),
    )


def _applicant(call: Round, number: int) -> dict[str, str]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from zhongchuang.cases.services.answering import case_answer
    from zhongchuang.cases.services.materials import material_add
    from zhongchuang.cases.services.opening import Chosen, case_open
    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.parties import services
    from zhongchuang.parties.access import Role
    from zhongchuang.parties.models import Organisation, OrganisationKind, Standing
    from zhongchuang.parties.selectors import actor_for
    from zhongchuang.parties.tests.factory import a_uscc

    account = services.account_register(
        actor=SYSTEM,
        email=f"applicant-{number}@bench.invalid",
        name=f"虚构申请人{number}",
        password=None,  # signed in below; nobody knows a password
        roles=[Role.ENTREPRENEUR],
    )
    firm = services.organisation_register(
        actor=SYSTEM,
        uscc=a_uscc(number + 1),
        name=f"虚构企业{number}",
        kind=OrganisationKind.ENTERPRISE,
        place=PLACE,
        synthetic=True,
    )
    services.membership_add(actor=SYSTEM, account=account, organisation=firm, standing=Standing.MANAGER)
    Organisation.objects.filter(pk=firm.pk).update(state="verified")
    who = actor_for(account)
    case = case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=firm.pk))
    for section, fields in FORM.items():
        case.refresh_from_db()
        case_answer(
            actor=who,
            case_id=case.pk,
            section=section,
            typed={name: [value] for name, value in fields.items()},
            asked=set(fields),
            expected_version=case.row_version,
        )
    for material in MATERIALS:
        case.refresh_from_db()
        file = SimpleUploadedFile(
            f"{material}.pdf", PAPER + f"% {material} {number}\n".encode(), "application/pdf"
        )
        material_add(actor=who, case=case, material=material, file=file, expected_version=case.row_version)
    return {"session": _session(account), "number": case.number}


def _session(account: Account) -> str:
    """The account signed in, as its browser knows it."""
    from django.conf import settings

    from zhongchuang.parties.tests.factory import signed_in

    return str(signed_in(account).cookies[settings.SESSION_COOKIE_NAME].value)


def main() -> None:
    """One step, its outcome printed as JSON."""
    import django

    django.setup()
    match sys.argv[1:]:
        case ["build", count]:
            found: object = build(int(count))
        case ["control", count]:
            found = control(int(count))
        case _:
            found = counted()
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    main()
