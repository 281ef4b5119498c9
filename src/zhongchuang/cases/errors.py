"""What can go wrong with cases, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from zhongchuang.cases.flow.moves import MoveName
from zhongchuang.cases.flow.words import move_in_both
from zhongchuang.core.errors import InvalidInput, NotFound, Refused, Wording


class MoveNotPossible(Refused):
    """The case does not stand where this move begins: somebody moved it before, or it was never open to it."""

    default_code = "cases.move_not_possible"
    default_next = Wording("请刷新页面，看它现在到了哪一步。", "Reload the page to see where it stands now.")

    def __init__(self, state_zh: str, state_en: str) -> None:
        super().__init__(
            f"这件办件现在是“{state_zh}”，不能这样办理。",
            f"This case is now “{state_en}”; that cannot be done with it.",
        )


class ObjectionOpen(Refused):
    """An objection to the case has not been answered: nothing is decided or paid until it is."""

    default_code = "cases.objection_open"
    default_next = Wording("请先答复异议，再办理。", "Answer the objection first.")

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            f"还有异议没有答复：{'、'.join(numbers)}。", f"Objections are not answered: {', '.join(numbers)}."
        )


class QuotaFull(Refused):
    """The round has no place left."""

    default_code = "cases.quota_full"
    default_next = Wording(
        "请核对名额，或对名额以外的作不批准决定。", "Check the quota, or refuse what is beyond it."
    )

    def __init__(self, quota: int) -> None:
        super().__init__(f"本批名额 {quota} 个已用完。", f"All {quota} places of this round are taken.")


class AmountNotAllowed(Refused):
    """The amount is not what the programme lets be granted."""

    default_code = "cases.amount_not_allowed"
    default_next = Wording("请改正金额。", "Correct the amount.")


class BothSides(Refused):
    """Somebody stands on two sides of a case: behind the applicant, or with another part in it."""

    default_code = "cases.both_sides"
    default_next = Wording("请回避，由另一位经手人办理。", "Step aside and let a colleague do it.")

    @classmethod
    def of_applicant(cls) -> BothSides:
        """Who applies, works there, or represents, controls or holds it."""
        return cls(
            "您与申请人有关联（本人、任职、法定代表人、控制人或股东），这件办件不能由您办理。",
            "You are the applicant, or stand behind it; you cannot handle this case.",
        )

    @classmethod
    def of_mover(cls, move: MoveName) -> BothSides:
        """Who has made a move that another has to answer for."""
        zh, en = move_in_both(move)
        return cls(
            f"这件办件的“{zh}”是您经手的，这一步要由另一个人办。",
            f"You made the move “{en}” of this case; somebody else does this one.",
        )


class NotFinished(Refused):
    """Something is still owed, so the case cannot end."""

    default_code = "cases.not_finished"
    default_next = Wording("请先办完所列事项。", "Finish what is listed first.")

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"还不能办结：{zh}。", f"It cannot end yet: {en}.")


class LetterUnknown(NotFound):
    """No paper bears this code."""

    default_code = "cases.letter_unknown"
    default_next = Wording(
        "请核对验证码是否抄错；仍查不到的，这份文书不是本平台出具的。",
        "Check the code for a slip; if it is still not found, the paper was not issued here.",
    )

    def __init__(self) -> None:
        super().__init__("没有带这个验证码的文书。", "No paper bears this code.")


class WindowClosed(Refused):
    """Nobody may apply today: the window has not begun, has ended, or was closed early."""

    default_code = "cases.window_closed"
    default_next = Wording(
        "可以继续填写和保存，等下一批开放；具体时间请问受理部门。",
        "What you wrote is kept for the next round; ask the department when that is.",
    )

    @classmethod
    def before(cls, opens_on: dt.date) -> WindowClosed:
        """It has not begun."""
        day = f"{opens_on.year}年{opens_on.month}月{opens_on.day}日"
        return cls(
            f"还没有到申报时间，{day}开始。",
            f"Applications open on {opens_on.isoformat()}.",
            next_zh="可以先填写、保存，到时再提交。",
            next_en="You may fill in the form and save it now, and hand it in then.",
        )

    @classmethod
    def after(cls, closes_on: dt.date) -> WindowClosed:
        """Its last day is over."""
        day = f"{closes_on.year}年{closes_on.month}月{closes_on.day}日"
        return cls(
            f"申报已于{day}24时截止，没有提交。",
            f"Applications closed at the end of {closes_on.isoformat()}; nothing was handed in.",
        )

    @classmethod
    def early(cls, reason: str) -> WindowClosed:
        """Closed before its time."""
        return cls(f"这一批已提前结束：{reason}。", f"This round was closed early: {reason}.")


class ApplicantNotFit(Refused):
    """Whoever is named cannot apply here: another place, another kind, nobody."""

    default_code = "cases.applicant_not_fit"
    default_next = Wording(
        "请换一个申报主体，或看别的项目。", "Choose another applicant, or another programme."
    )


class NotVerified(Refused):
    """The organisation has not been verified yet, or is no more."""

    default_code = "cases.not_verified"
    default_next = Wording(
        "请在“我的单位”里送核；核实通过后再提交，填好的内容不会丢。",
        "Have it verified under “My organisations”; what you filled in stays.",
    )

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”还没有通过核实，不能提交。", f"“{name}” is not verified; nothing was handed in."
        )


class AppliedAlready(Refused):
    """The applicant has as many cases in this round as the programme allows."""

    default_code = "cases.applied_already"
    default_next = Wording("请在“我的办件”里查看已提交的那一件。", "See the one handed in under “My cases”.")

    def __init__(self, most: int, number: str) -> None:
        super().__init__(
            f"同一批里每个申报主体最多 {most} 件，已经有 {number}。",
            f"Each applicant may hand in {most} in a round; there is {number}.",
        )


class Barred(Refused):
    """A falsification was found before; until its term ends nothing may be applied for."""

    default_code = "cases.barred"
    default_next = Wording(
        "期满后可以再申报；有异议请联系作出认定的部门。", "Apply after that day, or ask the department."
    )

    def __init__(self, until: dt.date, number: str, remedies: str) -> None:
        super().__init__(
            f"因弄虚作假（{number}），{until.year}年{until.month}月{until.day}日（含）之前不能申报。",
            f"Because of a falsification ({number}) nothing may be applied for until {until.isoformat()}, that day included.",
            next_zh=f"期满后可以再申报。{remedies}",
            next_en=f"Apply after that day, or object: {remedies}",
        )


class FormIncomplete(InvalidInput):
    """Something is still missing, or could not be read; `count` things in all."""

    default_code = "cases.form_incomplete"
    default_next = Wording("请在“核对与提交”页上逐项补齐。", "Complete it from the page “Check and hand in”.")

    def __init__(self, fields: Mapping[str, Wording]) -> None:
        count = len(fields)
        super().__init__(
            f"还有 {count} 处没有填好，没有提交。",
            f"{count} things are missing; nothing was handed in.",
            fields=fields,
        )


class ChecksNotMet(Refused):
    """The answers do not meet what the programme asks."""

    default_code = "cases.checks_not_met"
    default_next = Wording(
        "请核对填写的内容；确实不符合的，不能申报。",
        "Check what you wrote; what does not fit cannot be applied for.",
    )

    def __init__(self, texts: Sequence[Wording]) -> None:
        super().__init__(
            "不符合这些要求：" + "；".join(text.zh.rstrip("。") for text in texts) + "。",
            "These conditions are not met: " + "; ".join(text.en.rstrip(".") for text in texts) + ".",
        )


class ExpertNeedsRole(Refused):
    """Only an open account with the role of an expert can be in the pool."""

    default_code = "cases.expert_needs_role"
    default_next = Wording(
        "请先由管理员授予专家角色，或请本人在账户页选择。",
        "Let an administrator grant the role of an expert first.",
    )

    def __init__(self) -> None:
        super().__init__("这个账户没有专家角色，或已停用。", "This account is no expert, or is closed.")


class ExpertInPool(Refused):
    """The pool holds everybody once."""

    default_code = "cases.expert_in_pool"
    default_next = Wording("请在专家库中找到并修改。", "Find and change the entry in the pool.")

    def __init__(self) -> None:
        super().__init__("这位专家已在库中。", "This expert is in the pool already.")


class NotEnoughExperts(Refused):
    """Fewer may be drawn than there are seats."""

    default_code = "cases.not_enough_experts"
    default_next = Wording(
        "请先补充专家，或把办件分到几个评审组。",
        "Admit more experts, or spread the cases over several panels.",
    )

    def __init__(self, free: int, seats: int, excluded: int) -> None:
        super().__init__(
            f"需要 {seats} 位专家，可抽取的只有 {free} 位（另有 {excluded} 位须回避或领域不符）。",
            f"{seats} experts are needed and only {free} can be drawn ({excluded} more are in conflict or of other fields).",
        )


class PanelNotReady(Refused):
    """The panel does not stand where this can be done."""

    default_code = "cases.panel_not_ready"
    default_next = Wording(
        "请刷新页面，看评审组现在到了哪一步。", "Reload the page to see where the panel stands."
    )


class SheetClosed(Refused):
    """A sheet that was handed in is not changed."""

    default_code = "cases.sheet_closed"
    default_next = Wording(
        "如确有错误，请联系组织评审的经办。", "If it is wrong, ask whoever arranged the panel."
    )

    def __init__(self) -> None:
        super().__init__("这份评分表已经提交，不能再改。", "This sheet was handed in and cannot be changed.")


class NoticeNotReady(Refused):
    """The notice does not stand where this can be done."""

    default_code = "cases.notice_not_ready"
    default_next = Wording(
        "请刷新页面，看公示现在到了哪一步。", "Reload the page to see where the notice stands."
    )


class ObjectionNotOpen(Refused):
    """The objection was answered, refused or withdrawn before."""

    default_code = "cases.objection_not_open"
    default_next = Wording("请刷新页面，看它现在的状态。", "Reload the page to see where it stands.")

    def __init__(self) -> None:
        super().__init__("这件异议已经了结。", "This objection is settled already.")


class PapersFull(Refused):
    """No more files are taken for this material."""

    default_code = "cases.papers_full"
    default_next = Wording("请先移除一份，或合并成一个文件。", "Remove one first, or put them into one file.")

    def __init__(self, most: int) -> None:
        super().__init__(f"这项材料最多 {most} 个文件。", f"At most {most} files for this material.")


class RecommendationQuotaUsed(Refused):
    """The unit has recommended as many as it may in this round."""

    default_code = "cases.recommendation_quota_used"
    default_next = Wording(
        "其余的请作不推荐处理，或请主管部门调整名额。",
        "Do not recommend the others, or ask the department for a larger quota.",
    )

    def __init__(self, quota: int) -> None:
        super().__init__(
            f"您单位本批的 {quota} 个推荐名额已用完。", f"All {quota} recommendations of your unit are used."
        )


class NobodyAtPost(Refused):
    """Whoever is to take cases over does not hold the post, or the account is closed."""

    default_code = "cases.nobody_at_post"
    default_next = Wording("请从列出的经办人中选择。", "Choose one of the officers listed.")

    def __init__(self) -> None:
        super().__init__("所选的人不是本部门的经办。", "The one chosen is no officer of this department.")


class BackfillNotClean(Refused):
    """A sheet with errors is not taken in, not even in part."""

    default_code = "cases.backfill_not_clean"
    default_next = Wording(
        "请按列出的单元格改好表格，再上传一次。", "Mend the cells listed and upload the sheet again."
    )

    def __init__(self, problems: int) -> None:
        super().__init__(
            f"表格里还有 {problems} 处错误，一行也没有补录。",
            f"The sheet has {problems} errors; not a single row was taken in.",
        )


class LeaveRequestOpen(Refused):
    """What was asked for before in this leave has not been answered."""

    default_code = "cases.leave_request_open"
    default_next = Wording(
        "等它办完，或者先撤回，再提新的申请。",
        "Wait for it, or take it back, before asking for something else.",
    )

    def __init__(self) -> None:
        super().__init__("上一项申请还没有办完。", "The request before is not dealt with yet.")


class NoHonestyTerm(Refused):
    """The basis of a programme sets no term for falsification: nobody is barred without words for it."""

    default_code = "cases.no_honesty_term"
    default_next = Wording(
        "可以撤销决定、追回资金。", "The decision can be revoked and the money demanded back."
    )

    def __init__(self) -> None:
        super().__init__(
            "这个项目的依据没有规定失信惩戒期限，不能限制申报。",
            "The basis of this programme sets no such term, so nobody can be barred.",
        )


class NotHeardYet(Refused):
    """The one concerned may still answer."""

    default_code = "cases.not_heard_yet"
    default_next = Wording(
        "等对方陈述申辩，或者期限过后再决定。", "Wait for the statement, or until the term is over."
    )

    def __init__(self, until: dt.date) -> None:
        super().__init__(
            f"对方还没有陈述申辩，期限到{until.year}年{until.month}月{until.day}日。",
            f"The one concerned has not answered yet and may until {until.isoformat()}.",
        )
