"""What was found in the invoices of an application, as its applicant reads it: what to mend, what the officer looks at."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.programmes.invoices import Told
from zhongchuang.core.page import Shape, Status, Tone


def invoices_shown(told: Sequence[Told]) -> list[tuple[Status, str]]:
    """Each sentence with what it means for handing in."""
    mend = Status(_("要改"), Shape.CROSS, Tone.DANGER)
    look = Status(_("经办人会核对"), Shape.QUESTION)
    return [(mend if one.refuses else look, one.wording.in_language(get_language())) for one in told]
