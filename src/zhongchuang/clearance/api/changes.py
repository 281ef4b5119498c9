"""The change feed of what is public: every change in an order that skips nothing."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhongchuang.clearance.api.awards import AwardSaid
from zhongchuang.clearance.selectors.award_changes import changes_as_data
from zhongchuang.clearance.selectors.awards import MOST_CHANGES, changes_after
from zhongchuang.clearance.services.changes import ChangeKind
from zhongchuang.core.api import EXACT, Cache, operation, said
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


class ChangeSaid(Schema):
    """One change, and the award as it stands now; null where it is no longer public."""

    sequence: int
    kind: ChangeKind
    at: dt.datetime
    number: str
    change: dict[str, Any] = Field(description=said("变了什么；金额以元计", "what changed; amounts in yuan"))
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
        "changes": changes_as_data(found, site=settings.SITE_URL),
        "last": found[-1].sequence if found else query.after,
        "more": len(found) == query.limit,
    }
