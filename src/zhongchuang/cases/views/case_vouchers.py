"""What a case's page says of the voucher it was decided into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhongchuang.cases.programmes.schema import Kind
from zhongchuang.core.elsewhere import link_elsewhere
from zhongchuang.core.page import SummaryRow

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case
    from zhongchuang.core.actors import Actor


def voucher_rows(actor: Actor, case: Case, *, desk: bool) -> tuple[SummaryRow, ...]:
    """A row that leads to the voucher; none for a case that gives none, has none yet, or whose voucher is not the reader's."""
    if case.programme.kind != Kind.VOUCHER.value:
        return ()
    link = link_elsewhere("ZHONGCHUANG_VOUCHER_OF_CASE", actor, case.number, desk=desk)
    return (SummaryRow(_("创新券"), link),) if link else ()
