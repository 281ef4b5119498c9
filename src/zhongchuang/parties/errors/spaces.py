"""Failures of makerspaces and residency."""

from __future__ import annotations

import datetime as dt

from zhongchuang.core.errors import InvalidInput, Refused, Wording
from zhongchuang.parties.spaces.residency import EVENT_WORDS, STAY_WORDS, Misstep


class SpaceInputWrong(InvalidInput):
    """Something about a space or a tenant cannot be as given; `field` names what to correct."""

    default_code = "parties.space_input"

    def __init__(self, field: str, zh: str, en: str) -> None:
        wording = Wording(zh, en)
        super().__init__(zh, en, fields={field: wording})


class CourseImpossible(Refused):
    """The event, or one after it, cannot have happened from where the tenant stood."""

    default_code = "parties.course_impossible"

    def __init__(self, step: Misstep) -> None:
        event, stood = EVENT_WORDS[step.event.kind], STAY_WORDS[step.stood]
        day = step.event.on
        super().__init__(
            f"{day.year}年{day.month}月{day.day}日的“{event.zh}”记不下去：当时是“{stood.zh}”。",
            f"“{event.en}” on {day.isoformat()} cannot be: at that time it was “{stood.en}”.",
            next_zh="请看时间线上的先后；前面的记录有误时先更正它。",
            next_en="Look at the order on the time line; correct an earlier record first if it is wrong.",
        )


class ResidentElsewhere(Refused):
    """The firm is in another space at the same time, and nobody said why."""

    default_code = "parties.resident_elsewhere"

    def __init__(self, space: str, since: dt.date | None) -> None:
        told_zh = f"{since.year}年{since.month}月{since.day}日起" if since else ""
        told_en = f" since {since.isoformat()}" if since else ""
        super().__init__(
            f"这家企业{told_zh}在“{space}”，一家企业同一时间只能在一个众创空间。",
            f"This firm is in “{space}”{told_en}; a firm is in one makerspace at a time.",
            next_zh="确需同时入驻的，请写明理由；已经离开那边的，请那边的运营单位先记退出。",
            next_en="If it must be in both, say why; if it has left, its operator there records that first.",
        )


class TenantTaken(Refused):
    """The firm or team is a tenant of the space already."""

    default_code = "parties.tenant_taken"

    def __init__(self) -> None:
        super().__init__(
            "这家企业或团队已经在本空间的名册里。",
            "This firm or team is in the register of this space already.",
            next_zh="请在它的时间线上接着记。",
            next_en="Go on with its time line.",
        )


class CorrectedAlready(Refused):
    """Somebody corrected the event before."""

    default_code = "parties.corrected_already"

    def __init__(self) -> None:
        super().__init__(
            "这条记录已经更正过。",
            "This record was corrected already.",
            next_zh="请更正最新的那一条。",
            next_en="Correct the newest one.",
        )


class RecognisedAlready(Refused):
    """A recognition of the level stands, or the number is used."""

    default_code = "parties.recognised_already"

    def __init__(self) -> None:
        super().__init__(
            "这个级别的认定仍然有效，或者这个文号已经用过。",
            "A recognition of this level stands, or the number is used already.",
            next_zh="请核对文号；要换证的先撤销或等到期。",
            next_en="Check the number; revoke the old one or let it end first.",
        )


class RecognitionOver(Refused):
    """The recognition was revoked before."""

    default_code = "parties.recognition_over"

    def __init__(self) -> None:
        super().__init__("这项认定已经撤销。", "This recognition was revoked already.")


class PeriodNotOver(Refused):
    """A period is closed after its last day, and once."""

    default_code = "parties.period_not_over"

    def __init__(self) -> None:
        super().__init__(
            "这个周期还没有结束，不能关账。",
            "This period is not over and cannot be closed.",
            next_zh="请在最后一天之后再关。",
            next_en="Close it after its last day.",
        )


class PeriodClosed(Refused):
    """The period is closed; what it said stays."""

    default_code = "parties.period_closed"

    def __init__(self) -> None:
        super().__init__(
            "这个周期已经关账，原来的数不再改变。",
            "This period is closed and its figures no longer change.",
            next_zh="以后的更正列在旁边，不改原数。",
            next_en="Later corrections are shown beside them.",
        )


class SheetUnusable(InvalidInput):
    """The file holds no tenants that can be read."""

    default_code = "parties.sheet_unusable"

    def __init__(self, told: Wording) -> None:
        super().__init__(told.zh, told.en, fields={"file": told})


class ImportOver(Refused):
    """The import was done, cancelled, or has errors."""

    default_code = "parties.import_over"

    def __init__(self) -> None:
        super().__init__(
            "这次导入已经结束，或者有错不能导入。",
            "This import has ended, or has errors and cannot be done.",
            next_zh="请刷新页面查看；要再导入就重新上传。",
            next_en="Reload the page; upload the sheet again to import it.",
        )
