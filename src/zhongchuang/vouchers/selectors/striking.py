"""Who was taken off a list, by whom and why: read before anybody puts the organisation on one again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q

from zhongchuang.core import clock
from zhongchuang.parties.selectors.organisations import current_of
from zhongchuang.vouchers.models import StrikeOff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhongchuang.parties.models import Organisation


def strike_offs_of(organisation: Organisation) -> list[StrikeOff]:
    """Every time an organisation was struck off, by whatever department and scheme, the newest first; also as whom it was merged
    into, and who was merged into that one.
    """
    current = current_of(organisation).pk
    same = Q(provider__organisation=current) | Q(provider__organisation__merged_into=current)
    return list(StrikeOff.objects.filter(same).select_related("department").order_by("-on", "-pk"))


def bar_in(struck: Iterable[StrikeOff], department: Organisation) -> dt.date | None:
    """Until when (that day included) a department that struck somebody off does not list them again; None: no bar of its runs."""
    today = clock.today()
    ends = [one.barred_until for one in struck if one.department_id == department.pk and one.barred_until]
    return max((end for end in ends if end >= today), default=None)
