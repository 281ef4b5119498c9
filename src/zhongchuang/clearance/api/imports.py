"""Awards of other departments by program: rows handed in, looked at, and taken in by the same verbs as a file."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, Field, Header, Path, Router, Schema
from pydantic import StringConstraints

from zhongchuang.clearance.importing.rows import Column
from zhongchuang.clearance.importing.template import table
from zhongchuang.clearance.models import AwardImport, ImportChannel, ImportChoice, ImportState
from zhongchuang.clearance.selectors.importing import import_of, problems_in
from zhongchuang.clearance.services.import_reading import award_import_read
from zhongchuang.clearance.services.importing import award_import_add, award_import_take
from zhongchuang.core.api import Cache, operation, said
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token

router = Router(tags=["awards"])
writes = Token(TokenScope.IMPORT_AWARDS, required=True)
KEY = r"^[A-Za-z0-9_.:-]{8,80}$"
MOST_ROWS = 1_000
TOLD = 200
Cell = Annotated[str, StringConstraints(max_length=2_000)]
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{32}$"),
    Path(description=said("导入的标识，提交时给出", "key of the import, given when it was handed in")),
]
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        description=said("同一个键重复提交只做一次", "the same key twice is done once"),
    ),
]


def _cell(column: Column) -> Any:
    return Field("", description=said(column.head, column.head_en))


class RowGiven(Schema):
    """One award, every value as text: amounts in 元 (`50000.50`), days as `2024-06-30`."""

    number: Cell = _cell(Column.NUMBER)
    name: Cell = _cell(Column.NAME)
    uscc: Cell = _cell(Column.USCC)
    personal: Cell = _cell(Column.PERSONAL)
    title: Cell = _cell(Column.TITLE)
    category: Cell = _cell(Column.CATEGORY)
    programme: Cell = _cell(Column.PROGRAMME)
    amount: Cell = _cell(Column.AMOUNT)
    paid: Cell = _cell(Column.PAID)
    decided_on: Cell = _cell(Column.DECIDED)
    since: Cell = _cell(Column.SINCE)
    until: Cell = _cell(Column.UNTIL)
    level: Cell = _cell(Column.LEVEL)
    place: Cell = _cell(Column.PLACE)
    department: Cell = _cell(Column.DEPARTMENT)
    basis: Cell = _cell(Column.BASIS)
    invoices: Cell = _cell(Column.INVOICES)
    contracts: Cell = _cell(Column.CONTRACTS)
    representative: Cell = _cell(Column.REPRESENTATIVE)


class ImportGiven(Schema):
    """Rows of one department."""

    source: Cell = Field(description=said("提供部门，写全称", "the department that gives it, its full name"))
    public_basis: Cell = Field(
        "",
        description=said(
            "已经在哪里公开；空则逐件审查", "where it is public already; empty: reviewed one by one"
        ),
    )
    complete: bool = Field(
        False, description=said("是该部门的全部清单", "everything that department has; never true for a part")
    )
    rows: list[RowGiven] = Field(min_length=1, max_length=MOST_ROWS)


class ProblemSaid(Schema):
    """What is wrong with one cell; the first row of the request is row 2 (row 1 is the head of the table it is kept as)."""

    row: int
    column: str
    zh: str
    en: str


class ImportSaid(Schema):
    """How far it is, and what it changes or changed."""

    key: str
    state: ImportState
    source: str
    rows: int
    new: int
    corrected: int
    unchanged: int
    bad: int
    gone: int
    sha256: str
    problems: list[ProblemSaid]
    version: int = Field(description=said("确认时要带上", "to be sent with the confirmation"))
    url: str = Field(description=said("经办人的网页", "the page for officers"))


class TakeGiven(Schema):
    """The confirmation."""

    version: int = Field(ge=1, lt=2**31, description=said("看到的版本", "the version that was seen"))
    choice: ImportChoice = Field(
        ImportChoice.WHOLE,
        description=said(
            "whole：有错就一行不导入；good：有错的行以外全部导入", "whole, or good: all but the bad rows"
        ),
    )


def _said(found: AwardImport) -> dict[str, Any]:
    return {
        "key": found.key,
        "state": found.state,
        "source": found.source,
        "rows": found.rows,
        "new": found.fresh,
        "corrected": found.corrected,
        "unchanged": found.same,
        "bad": found.bad,
        "gone": found.gone,
        "sha256": found.sha256,
        "problems": [
            {"row": one.row, "column": one.column, "zh": one.zh, "en": one.en}
            for one in problems_in(found)[:TOLD]
        ],
        "version": found.row_version,
        "url": reverse("clearance:import", args=[found.key]),
    }


@router.post(
    "/awards/imports",
    auth=writes,
    **operation(
        "award_imports_add",
        "提交其他部门的支持",
        "Hand in awards of another department",
        about=(
            "每次至多 1,000 行、256 KB；只核对，不写入。同一来源编号内容相同算没有变化，不同算更正。需要 awards:import 范围，"
            "账户须是主管部门的经办或管理员。再用下一个网址确认。",
            "At most 1,000 rows and 256 KB; looked at only, nothing is written. The same number of a source with the same"
            " content is unchanged, with other content a correction. Needs the scope `awards:import` and an account of an"
            " officer or administrator. Confirm with the next address.",
        ),
        response=ImportSaid,
        status=201,
        errors=(409,),
        cache=Cache.NEVER,
    ),
)
def award_imports_add(
    request: HttpRequest, response: HttpResponse, given: Body[ImportGiven], key: Once = None
) -> Any:
    """Kept as the table a department would have uploaded, and read at once."""
    actor = actor_of(request)
    data = table(row.dict() for row in given.rows)
    upload = AcceptedUpload("接口.csv", FileKind.CSV, data, sha256(data).hexdigest())
    made = award_import_add(
        actor=actor,
        channel=ImportChannel.API,
        source=given.source,
        upload=upload,
        public_basis=given.public_basis,
        complete=given.complete,
        key=key,
    )
    made = award_import_read(actor=actor, key=made.key)
    response.headers["Location"] = reverse("api:award_imports_read", args=[made.key])
    return 201, _said(made)


@router.get(
    "/awards/imports/{import_key}",
    auth=writes,
    **operation(
        "award_imports_read",
        "看一次导入",
        "One import",
        response=ImportSaid,
        errors=(404,),
        cache=Cache.PRIVATE,
    ),
)
def award_imports_read(request: HttpRequest, import_key: Key) -> dict[str, Any]:
    """How far it is."""
    return _said(import_of(actor_of(request), import_key))


@router.post(
    "/awards/imports/{import_key}/take",
    auth=writes,
    **operation(
        "award_imports_take",
        "确认导入",
        "Confirm an import",
        about=(
            "整份一次写入，或一行不写；行数多的由后台写入，状态为 taking，稍后再看。",
            "Written whole or not at all; a long one by a worker, with the state `taking`: look again.",
        ),
        response=ImportSaid,
        errors=(404, 409),
        cache=Cache.NEVER,
    ),
)
def award_imports_take(
    request: HttpRequest, import_key: Key, given: Body[TakeGiven], key: Once = None
) -> dict[str, Any]:
    """Take it in."""
    taken = award_import_take(
        actor=actor_of(request),
        key=import_key,
        choice=given.choice,
        expected_version=given.version,
        request_key=key,
    )
    return _said(taken)
