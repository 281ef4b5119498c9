"""The report of an inquiry, as it was written when the case went on."""

from __future__ import annotations

from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case, CaseMove


def diligence_report(case: Case) -> CaseMove | None:
    """The last inquiry closed: its finding, its answers (`details["report"]`), who and when; None where there was none."""
    rows = CaseMove.objects.filter(case=case, move=MoveName.DILIGENCE_DONE.value)
    found: CaseMove | None = rows.order_by("-pk").first()
    return found


def diligence_limit(case: Case) -> int | None:
    """The amount in 分 the report found to be the most; None where it sets none."""
    found = diligence_report(case)
    limit = None if found is None else found.details.get("limit")
    return limit if isinstance(limit, int) else None
