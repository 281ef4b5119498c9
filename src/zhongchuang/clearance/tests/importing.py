"""What the tests of imports are built from. All names are invented; codes stand over region 999999, which no office gives out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from zhongchuang.clearance.importing.template import table
from zhongchuang.clearance.models import AwardImport, ImportChannel, ImportChoice
from zhongchuang.clearance.services.importing import award_import_add, award_import_take
from zhongchuang.core.actors import Actor
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind
from zhongchuang.parties.services import organisation_register, role_grant
from zhongchuang.parties.tests.factory import SYSTEM, a_uscc, make_account, make_place

SOURCE = "虚构市工业和信息化局"
BASIS = "https://gxj.test.invalid/2024/gongshi.html"
PLACE = "990000"


def a_row(number: int = 1, **changes: str) -> dict[str, str]:
    """A row that is right, by the names of the interface."""
    return {
        "number": f"GX-2024-{number:05d}",
        "name": f"虚构制造{number}有限公司",
        "uscc": a_uscc(number),
        "title": f"虚构技改项目{number}",
        "category": "技术改造补助",
        "programme": "虚构专项",
        "amount": "50000.50",
        "paid": "20000",
        "decided_on": "2024-06-30",
        "level": "市",
        "place": PLACE,
        "basis": "虚构工信发〔2024〕8号第三条",
        **changes,
    }


def a_table(rows: Iterable[Mapping[str, str]], name: str = "支持清单.csv") -> AcceptedUpload:
    """The rows as a file that was taken."""
    data = table(rows)
    return AcceptedUpload(name, FileKind.CSV, data, sha256(data).hexdigest())


def read_in(
    rows: Iterable[Mapping[str, str]],
    *,
    actor: Actor = SYSTEM,
    source: str = SOURCE,
    basis: str = "",
    complete: bool = False,
) -> AwardImport:
    """A file read and looked at."""
    return award_import_add(
        actor=actor,
        channel=ImportChannel.UPLOAD,
        source=source,
        upload=a_table(rows),
        public_basis=basis,
        complete=complete,
    )


def taken_in(
    rows: Iterable[Mapping[str, str]],
    *,
    actor: Actor = SYSTEM,
    choice: ImportChoice = ImportChoice.WHOLE,
    basis: str = "",
    complete: bool = False,
) -> AwardImport:
    """A file read, looked at and taken in."""
    found = read_in(rows, actor=actor, basis=basis, complete=complete)
    return award_import_take(actor=actor, key=found.key, choice=choice, expected_version=found.row_version)


def a_department(number: int) -> Organisation:
    """A department of the platform."""
    make_place()
    return organisation_register(
        actor=SYSTEM,
        uscc=a_uscc(800 + number),
        name=f"虚构市科技局{number}",
        kind=OrganisationKind.DEPARTMENT,
        place=PLACE,
        synthetic=True,
    )


def somebody(role: Role, department: Organisation | None = None) -> Account:
    """Somebody who holds a role, at a department or at none."""
    account = make_account()
    return role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=department.pk if department else None,
    )
