"""Links both ways between a case and the voucher it was decided into: neither room knows the other's pages.

Named in the settings (`ZHONGCHUANG_VOUCHER_OF_CASE`, `ZHONGCHUANG_CASE_OF_VOUCHER`). Each asks the other room whether the
reader may open what is linked, so that no link leads to a page that is not theirs. `desk`: a department's page, else the
applicant's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from zhongchuang.cases.selectors.opening import opens_as_own, opens_at_desk
from zhongchuang.core.page import Link
from zhongchuang.vouchers.selectors.of_cases import voucher_of_case

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor


def voucher_link(actor: Actor, case: str, *, desk: bool) -> Link | None:
    """To the voucher of a case; None before it was issued, and for whoever may not open it."""
    found = voucher_of_case(actor, case, desk=desk)
    if found is None:
        return None
    page = "vouchers:office_voucher" if desk else "vouchers:voucher"
    return Link(found.number, reverse(page, args=[found.number]))


def case_link(actor: Actor, case: str, *, desk: bool) -> Link | None:
    """To the case of a voucher; None for whoever may not open it."""
    opens = opens_at_desk if desk else opens_as_own
    if not opens(actor, case):
        return None
    return Link(case, reverse("cases:office_case" if desk else "cases:my_case", args=[case]))
