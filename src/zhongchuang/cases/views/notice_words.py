"""What states, grounds and reasons of notices and objections are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhongchuang.cases.models import NoticeItem, Objection, ObjectionState, PublicNotice
from zhongchuang.cases.reviewing.objecting import By, Refusal, Subject
from zhongchuang.cases.selectors.notices import is_running
from zhongchuang.core.page import Shape, Status, Tone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SUBJECTS: dict[Subject, StrOrPromise] = {
    Subject.QUALIFICATION: _("不符合申报条件"),
    Subject.FALSE: _("材料不真实"),
    Subject.DUPLICATE: _("同一内容多头重复支持"),
    Subject.CONFLICT: _("评审、办理人员与对象有利益关系"),
    Subject.PROCEDURE: _("程序有问题"),
    Subject.OTHER: _("其他"),
}
BY: dict[By, StrOrPromise] = {
    By.PERSON: _("个人（签名，留电话）"),
    By.UNIT: _("单位（盖章，留联系人和电话）"),
    By.ANONYMOUS: _("不留姓名"),
}
REFUSALS: dict[Refusal, StrOrPromise] = {
    Refusal.LATE: _("公示期已过。"),
    Refusal.ANONYMOUS: _("没有署名：个人要写姓名，单位要写名称和联系人。"),
    Refusal.NO_CONTACT: _("没有有效的联系电话，无法核实和答复。"),
    Refusal.NOT_SIGNED: _("没有签名或盖章：个人要签名，单位要上传盖章件。"),
}
STATES: dict[ObjectionState, Status] = {
    ObjectionState.OPEN: Status(_("处理中"), Shape.HALF),
    ObjectionState.NOT_ACCEPTED: Status(_("不予受理"), Shape.CROSS),
    ObjectionState.LEAD: Status(_("不予受理，转监督线索"), Shape.NEAR),
    ObjectionState.UPHELD: Status(pgettext_lazy("objection", "异议成立"), Shape.CHECK, Tone.DANGER),
    ObjectionState.DISMISSED: Status(pgettext_lazy("objection", "异议不成立"), Shape.CHECK),
    ObjectionState.WITHDRAWN: Status(_("异议人已撤回"), Shape.PAUSE),
}


def objection_status(objection: Objection) -> Status:
    """An objection by word and shape."""
    return STATES[ObjectionState(objection.state)]


def notice_status(notice: PublicNotice) -> Status:
    """A notice by word and shape."""
    if notice.retracted_at is not None:
        return Status(_("已撤下") if notice.published_at else _("已作废"), Shape.CROSS)
    if notice.published_at is None:
        return Status(_("待发布"), Shape.RING)
    if is_running(notice):
        return Status(_("公示中"), Shape.HALF, Tone.ACCENT)
    return Status(_("公示期已满"), Shape.CHECK)


def item_status(item: NoticeItem, *, running: bool, objected: bool) -> Status:
    """What became of one thing in a notice, as the public reads it."""
    match item.outcome:
        case "ended":
            return Status(_("公示无异议或异议不成立"), Shape.CHECK)
        case "retracted":
            return Status(_("已撤下"), Shape.CROSS)
        case "withdrawn":
            return Status(_("申请人已撤回"), Shape.PAUSE)
    if objected:
        return Status(_("异议处理中"), Shape.NEAR)
    return Status(_("公示中"), Shape.HALF) if running else Status(_("公示期已满"), Shape.RING)
