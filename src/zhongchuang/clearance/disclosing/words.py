"""What the parts of an award are called (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIELDS: Mapping[str, StrOrPromise] = {
    "recipient_name": _("获得支持的单位或个人"),
    "recipient_code": _("统一社会信用代码"),
    "title": _("支持事项"),
    "programme_title": _("项目名称"),
    "category": _("类别"),
    "department_name": _("决定部门"),
    "place": _("地区"),
    "level": _("财政层级"),
    "clause": _("依据条款"),
    "basis_text": _("依据"),
}
CHANGES: Mapping[str, StrOrPromise] = {
    "published": _("公开"),
    "corrected": _("更正"),
    "paid": _("支付"),
    "revoked": _("撤销"),
    "withheld": _("撤回公开"),
    "taken_down": _("个人姓名撤下"),
}
