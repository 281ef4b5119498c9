"""What every part of a programme is made of: names, lengths of time, texts in both languages; kinds, applicants and steps."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Days = Annotated[int, Field(ge=1, le=250)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class Part(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """What a reader sees, in both languages."""

    zh: Annotated[str, Field(min_length=1, max_length=1000)]
    en: Annotated[str, Field(min_length=1, max_length=2000)]


class Kind(StrEnum):
    """What comes out of a case in the end."""

    RECOGNITION = "recognition"  # 认定: a standing that is assessed each year and may be revoked
    GRANT = "grant"  # 补助、奖励: money for what was done
    PROJECT = "project"  # 科技计划项目: 任务书, changes, 验收
    LOAN = "loan"  # 创业担保贷款: guarantee, interest, risk compensation
    FUND = "fund"  # 引导基金子基金: 遴选 → 尽调 → 投委会
    REGISTRATION = "registration"  # 备案: recorded, not granted
    RECOMMENDATION = "recommendation"  # 推荐: handed up to the state
    VOUCHER = "voucher"  # 创新券: not money in hand but a voucher, spent with providers on the list


class Applicant(StrEnum):
    """Who applies."""

    ORGANISATION = "organisation"
    SPACE = "space"  # a makerspace, through its operator
    PERSON = "person"


class Step(StrEnum):
    """The stations of a case, in the order in which a programme names them."""

    EMPLOYER = "employer"  # the applicant's employer approves
    RECOMMEND = "recommend"
    ACCEPT = "accept"
    REVIEW = "review"
    DILIGENCE = "diligence"  # 尽调
    NOTICE = "notice"
    DECIDE = "decide"
    COSIGN = "cosign"
    PAY = "pay"
    AFTERCARE = "aftercare"
