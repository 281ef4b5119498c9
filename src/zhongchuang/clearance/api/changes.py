"""The change feed of what is public: every change in an order that skips nothing."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhongchuang.clearance.selectors.awards import MOST_CHANGES, changes_after, changes_as_data
from zhongchuang.clearance.services.changes import ChangeKind
from zhongchuang.core.api import EXACT, Cache, Day, operation, said
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.api import Token

router = Router(tags=["awards"], auth=Token(TokenScope.READ))


class ChangesQuery(Schema):
    """Where a reader left off."""

    after: Annotated[int, Field(ge=0, le=2**62), EXACT] = Field(
        0, description=said("读到哪一号为止，从 0 起", "up to which number one has read, 0 to begin")
    )
    limit: Annotated[int, Field(ge=1, le=MOST_CHANGES), EXACT] = Field(
        MOST_CHANGES, description=said("最多几条", "at most so many")
    )


class RecipientSaid(Schema):
    """Who got it. The name of a natural person is taken down after its term."""

    name: str
    code: str = Field(
        description=said("统一社会信用代码；个人为空", "unified credit code; empty for a person")
    )
    personal: bool


class ProgrammeSaid(Schema):
    """The programme it came out of."""

    id: str
    title: str


class AwardSaid(Schema):
    """An award as everybody reads it."""

    number: str = Field(description=said("公开编号", "public number"))
    state: str = Field(description=said("public 已公开，revoked 已撤销", "public or revoked"))
    recipient: RecipientSaid
    title: str = Field(description=said("支持事项", "for what"))
    programme: ProgrammeSaid
    category: str
    department: str = Field(description=said("决定部门", "the department that decided"))
    place: str = Field(description=said("地区（GB/T 2260）", "place (GB/T 2260)"))
    level: str = Field(description=said("财政层级", "level of the budget"))
    amount_fen: int = Field(description=said("支持金额（分）", "amount in 分"))
    paid_fen: int = Field(description=said("已支付（分）", "paid so far, in 分"))
    clause: str = Field(description=said("依据条款：文件#条款", "document#clause"))
    basis: str = Field(description=said("依据（其他部门所写）", "basis, as another department wrote it"))
    decided_on: Day
    published_at: dt.datetime | None
    revoked_on: Day | None
    revoked_reason: str
    overridden: bool = Field(description=said("经例外批准", "cleared as an exception"))
    source: str
    synthetic: bool = Field(description=said("演示数据", "demonstration data"))


class ChangeSaid(Schema):
    """One change, and the award as it stands now; null where it is no longer public."""

    sequence: int
    kind: ChangeKind
    at: dt.datetime
    number: str
    change: dict[str, Any] = Field(description=said("变了什么", "what changed"))
    award: AwardSaid | None


class ChangesSaid(Schema):
    """Changes after a number, the oldest first."""

    changes: list[ChangeSaid]
    last: int = Field(description=said("下次从这一号之后读", "read on after this number"))
    more: bool = Field(description=said("是否可能还有", "whether there may be more"))


@router.get(
    "/awards/changes",
    **operation(
        "award_changes",
        "公开支持的变化",
        "Changes of the awards that are public",
        about=(
            "公开、更正、支付、撤销、撤回公开、个人姓名撤下，每次变化一个号，按提交的先后排列，不会跳号。"
            "读到 last，下次带上 after=last。",
            "Published, corrected, paid, revoked, withdrawn, name taken down: every change has a number, in the order in which"
            " they were committed, and none can be skipped. Read up to last; next time send after=last.",
        ),
        response=ChangesSaid,
        cache=Cache.NEVER,
        examples={"after": 0},
    ),
)
def award_changes(request: HttpRequest, query: Query[ChangesQuery]) -> dict[str, Any]:  # noqa: ARG001 - what ninja hands over
    """What changed after a number."""
    found = changes_after(query.after, query.limit)
    return {
        "changes": changes_as_data(found),
        "last": found[-1].sequence if found else query.after,
        "more": len(found) == query.limit,
    }
