"""The words a pack is written in: ranks, modalities, instruments, kinds of subject, and what clauses do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; Chinese is the authoritative one."""

    zh: str
    en: str


class Rank(StrEnum):
    """Rank of a text among sources of law, highest first (立法法)."""

    LAW = "law"  # 法律
    REGULATION = "regulation"  # 行政法规
    RULES = "rules"  # 部门规章、地方性法规与政府规章
    NORMATIVE = "normative"  # 规范性文件

    @property
    def order(self) -> int:
        """0 is the highest rank."""
        return list(Rank).index(self)


class DocumentState(StrEnum):
    """Whether a document binds today: 有效, 已修改, 废止, 失效, or the platform cannot tell."""

    VALID = "valid"
    AMENDED = "amended"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """How strongly a sentence promises (docs/glossary.md: 语气)."""

    CONFERS = "confers"  # 给予、享受、不低于
    PERMITS = "permits"  # 可、可以
    ENCOURAGES = "encourages"  # 鼓励、支持、引导、争取、探索、研究: confers nothing without an open programme
    SUSPENDED = "suspended"  # 待……后


class Instrument(StrEnum):
    """The policy instrument by which a measure helps."""

    SUBSIDY = "subsidy"
    REWARD = "reward"
    VOUCHER = "voucher"
    TAX = "tax"
    FACILITY = "facility"
    EQUITY = "equity"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    RISK = "risk"
    TALENT = "talent"
    RECOGNITION = "recognition"
    CONTEST = "contest"
    PROGRAMME = "programme"
    PREMISES = "premises"
    SERVICE = "service"
    INTERNATIONAL = "international"
    MILITARY_CIVIL = "military_civil"
    PUBLICITY = "publicity"


class SubjectKind(StrEnum):
    """Who may ask."""

    SPACE = "space"
    INCUBATOR = "incubator"
    ENTERPRISE = "enterprise"
    TEAM = "team"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    RESEARCHER = "researcher"
    MENTOR = "mentor"
    INVESTOR = "investor"
    PROVIDER = "provider"
    FARMER = "farmer"


class Procedure(StrEnum):
    """What somebody who meets the conditions does."""

    APPLICATION = "application"  # 申报
    SELF_CHECK = "self_check"  # 自行判别、申报享受、相关资料留存备查
    EMPLOYER = "employer"  # 向所在单位提出
    MARKET = "market"  # 向银行、投资机构、服务机构等市场主体提出
    AUTOMATIC = "automatic"  # 无需申请


class BenefitKind(StrEnum):
    """What the number in `amount` means."""

    FLOOR = "floor"  # at least this much is due to the subject
    CEILING = "ceiling"  # at most this much
    PERMITTED_FLOOR = "permitted_floor"  # may be given, and then no less than this
    EXTRA_DEDUCTION = "extra_deduction"  # 加计扣除 on top of the actual expense
    DEDUCTED_AT_ONCE = "deducted_at_once"  # 一次性扣除
    TAX_BASE_FREED = "tax_base_freed"  # 免税的计税依据
    GRANT = "grant"


class ClauseClass(StrEnum):
    """What a clause does; a clause may do several things."""

    MEASURE = "measure"
    DUTY = "duty"
    TARGET = "target"
    PRINCIPLE = "principle"
