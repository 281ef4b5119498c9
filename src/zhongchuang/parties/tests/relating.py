"""How tests say who stands behind an organisation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from zhongchuang.core.actors import Actor
from zhongchuang.parties import services
from zhongchuang.parties.models import Account, Organisation, RelationKind
from zhongchuang.parties.services import Document, Terms
from zhongchuang.parties.tests.factory import actor

SINCE = dt.date(2025, 1, 1)


def declare(
    by: Account | Actor,
    organisation: Organisation,
    kind: RelationKind,
    holder: Document | str,
    share: str | None = None,
    *,
    since: dt.date = SINCE,
    until: dt.date | None = None,
    source: str = "公司章程",
    post: str = "",
    key: str | None = None,
) -> Organisation:
    """Say it, on the organisation as it stands now."""
    organisation.refresh_from_db()
    return services.relation_declare(
        actor=actor(by) if isinstance(by, Account) else by,
        organisation=organisation,
        kind=kind,
        holder=holder,
        terms=Terms(since, until, Decimal(share) if share else None, post, source),
        expected_version=organisation.row_version,
        key=key,
    )
