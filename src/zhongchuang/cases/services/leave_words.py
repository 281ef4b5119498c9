"""What is recorded in a leave, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhongchuang.cases.models import LeaveKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEAVE_WORDS: Mapping[LeaveKind, StrOrPromise] = {
    LeaveKind.EXTENSION: _("延长离岗"),
    LeaveKind.RETURN: _("返岗"),
    LeaveKind.END: _("解除聘用"),
    LeaveKind.TITLE: _("职称评聘"),
    LeaveKind.PROMOTION: _("岗位晋升"),
    LeaveKind.INSURANCE: _("社会保险"),
    LeaveKind.REMINDER: _("到期提醒"),
}


def kind_words(kind: str) -> str:
    """What an entry is called."""
    return str(LEAVE_WORDS[LeaveKind(kind)])
