"""What states and moves are called, where people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhongchuang.cases.flow.moves import MoveName
from zhongchuang.cases.flow.states import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES: dict[State, StrOrPromise] = {
    State.DRAFT: _("填写中"),
    State.OFFERED: _("待确认"),
    State.EMPLOYER: _("等待所在单位同意"),
    State.RECOMMENDING: _("县市推荐中"),
    State.SUBMITTED: _("待受理"),
    State.RETURNED: _("退回补正"),
    State.REVIEWING: _("评审中"),
    State.DILIGENCE: _("尽职调查中"),
    State.TO_ANNOUNCE: _("待公示"),
    State.ANNOUNCED: _("公示中"),
    State.TO_DECIDE: _("待决定"),
    State.TO_COSIGN: _("待财政会签"),
    State.APPROVED: _("已批准"),
    State.REFUSED: _("未批准"),
    State.NOT_ACCEPTED: _("不予受理"),
    State.NOT_RECOMMENDED: _("未获推荐"),
    State.NOT_APPROVED: _("所在单位未同意"),
    State.WITHDRAWN: _("已撤回"),
    State.DECLINED: _("已放弃"),
    State.UNANSWERED: _("逾期未确认"),
    State.REVOKED: _("已撤销"),
    State.ENDED: _("已办结"),
}
MOVE_WORDS: dict[MoveName, StrOrPromise] = {
    MoveName.SUBMIT: _("提交"),
    MoveName.OFFER: _("主动送达"),
    MoveName.CONFIRM: _("确认"),
    MoveName.CORRECT: _("更正"),
    MoveName.DECLINE: _("不要"),
    MoveName.UNANSWERED: _("逾期未确认"),
    MoveName.RESUBMIT: _("补正后重新提交"),
    MoveName.WITHDRAW: _("撤回"),
    MoveName.EMPLOYER_APPROVE: _("所在单位同意"),
    MoveName.EMPLOYER_REFUSE: _("所在单位不同意"),
    MoveName.RECOMMEND: _("推荐"),
    MoveName.NOT_RECOMMEND: _("不推荐"),
    MoveName.ACCEPT: pgettext_lazy("case", "受理"),
    MoveName.NOT_ACCEPT: _("不予受理"),
    MoveName.RETURN: _("退回补正"),
    MoveName.LAPSE: _("逾期未补正"),
    MoveName.REVIEWED: _("评审结束"),
    MoveName.DILIGENCE_DONE: _("尽职调查结束"),
    MoveName.ANNOUNCE: _("公示"),
    MoveName.RETRACT: _("撤下公示"),
    MoveName.NOTICE_ENDED: _("公示结束"),
    MoveName.APPROVE: _("批准"),
    MoveName.REFUSE: _("不批准"),
    MoveName.COSIGN: _("财政会签"),
    MoveName.COSIGN_BACK: _("财政退回"),
    MoveName.REVOKE: _("撤销"),
    MoveName.END: _("办结"),
    MoveName.REOPEN: _("重新受理"),
}


def in_both(state: State) -> tuple[str, str]:
    """What a state is called, in Chinese and in English."""
    with translation.override("zh-hans"):
        chinese = str(STATES[state])
    with translation.override("en"):
        return chinese, str(STATES[state])


def move_in_both(move: MoveName) -> tuple[str, str]:
    """What a move is called, in Chinese and in English."""
    with translation.override("zh-hans"):
        chinese = str(MOVE_WORDS[move])
    with translation.override("en"):
        return chinese, str(MOVE_WORDS[move])
