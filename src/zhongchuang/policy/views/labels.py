"""What the terms of the packs are called on a page, and a pack's words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.page import Shape, Status, Tone
from zhongchuang.policy.documents.model import Relation
from zhongchuang.policy.packs.schema import (
    BenefitKind,
    ClauseClass,
    DocumentState,
    Instrument,
    Modality,
    Procedure,
    Rank,
    SubjectKind,
    Text,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Labels = Mapping[str, StrOrPromise]


def reads_english() -> bool:
    """Whether the reader has chosen English."""
    return (get_language() or "").startswith("en")


def in_language(text: Text | None) -> str:
    """A pack's words for the reader; empty where there are none. A quotation never comes here: it stays Chinese."""
    if text is None:
        return ""
    return text.en if reads_english() else text.zh


# Who somebody is, in the words they would use themselves (home page, facets, “for whom”).
KINDS: Labels = {
    SubjectKind.TEAM: _("创业团队"),
    SubjectKind.ENTERPRISE: _("企业"),
    SubjectKind.RESEARCHER: _("科技人员"),
    SubjectKind.SPACE: _("众创空间"),
    SubjectKind.INCUBATOR: _("科技企业孵化器"),
    SubjectKind.UNIVERSITY: _("高等院校"),
    SubjectKind.INSTITUTE: _("科研院所"),
    SubjectKind.INVESTOR: _("投资机构、投资人"),
    SubjectKind.PROVIDER: _("服务机构"),
    SubjectKind.MENTOR: _("创业导师"),
    SubjectKind.FARMER: _("农业创客"),
}
KIND_HINTS: Labels = {
    SubjectKind.TEAM: _("有项目、有伙伴，大学生也算，还没有登记公司也可以"),
    SubjectKind.ENTERPRISE: _("已经登记的公司，从刚成立的小微企业到大企业"),
    SubjectKind.RESEARCHER: _("在高校、院所工作，想带着成果创业或兼职"),
    SubjectKind.SPACE: _("运营众创空间，或者准备建一个"),
    SubjectKind.INCUBATOR: _("运营科技企业孵化器、大学科技园"),
    SubjectKind.UNIVERSITY: _("学校一方：成果转化、仪器开放、人员离岗"),
    SubjectKind.INSTITUTE: _("院所一方：成果转化、仪器开放、人员离岗"),
    SubjectKind.INVESTOR: _("天使投资、创业投资，机构或个人"),
    SubjectKind.PROVIDER: _("为创业者提供检测、知识产权、财税等服务"),
    SubjectKind.MENTOR: _("辅导创业者的企业家、投资人、专家"),
    SubjectKind.FARMER: _("返乡下乡，在农业和农村创业"),
}
INSTRUMENTS: Labels = {
    Instrument.SUBSIDY: _("补助"),
    Instrument.REWARD: _("奖励"),
    Instrument.VOUCHER: _("创新券"),
    Instrument.TAX: _("税收优惠"),
    Instrument.FACILITY: _("仪器设施共享"),
    Instrument.EQUITY: _("股权投资与基金"),
    Instrument.LOAN: _("贷款融资"),
    Instrument.GUARANTEE: _("担保"),
    Instrument.RISK: _("风险补偿"),
    Instrument.TALENT: _("人才与收益分配"),
    Instrument.RECOGNITION: _("认定备案"),
    Instrument.CONTEST: _("大赛获奖支持"),
    Instrument.PROGRAMME: _("列入计划项目"),
    Instrument.PREMISES: _("场地与房租"),
    Instrument.SERVICE: _("创业服务"),
    Instrument.INTERNATIONAL: _("国际合作"),
    Instrument.MILITARY_CIVIL: _("军民融合"),
    Instrument.PUBLICITY: _("宣传示范"),
}
MODALITIES: Labels = {
    Modality.CONFERS: _("给予"),
    Modality.PERMITS: _("可以"),
    Modality.ENCOURAGES: _("鼓励"),
    Modality.SUSPENDED: _("待条件成就"),
}
MODALITY_MEANINGS: Labels = {
    Modality.CONFERS: _("符合条件就有，文件写明给予、享受或不低于。"),
    Modality.PERMITS: _("文件说“可以”：允许这样做，由有权的单位决定，不是必须给。"),
    Modality.ENCOURAGES: _("文件只是鼓励、支持，目前没有开放的申报，不能直接领到什么。"),
    Modality.SUSPENDED: _("文件写明要等条件成就以后才执行，现在还不能享受。"),
}
PROCEDURES: Labels = {
    Procedure.APPLICATION: _("向主管部门申报"),
    Procedure.SELF_CHECK: _("自行判别、申报享受，相关资料留存备查"),
    Procedure.EMPLOYER: _("向所在单位提出，由单位办理"),
    Procedure.MARKET: _("向银行、投资机构、服务机构等直接提出，由双方商定"),
    Procedure.AUTOMATIC: _("不用申请"),
}
BENEFITS: Labels = {
    BenefitKind.FLOOR: _("至少得到"),
    BenefitKind.CEILING: _("最多得到"),
    BenefitKind.PERMITTED_FLOOR: _("可以给予，给的话不少于"),
    BenefitKind.EXTRA_DEDUCTION: _("再加计扣除"),
    BenefitKind.DEDUCTED_AT_ONCE: _("一次性扣除"),
    BenefitKind.TAX_BASE_FREED: _("免税的计税依据"),
    BenefitKind.GRANT: _("补助"),
}
RANKS: Labels = {
    Rank.LAW: _("法律"),
    Rank.REGULATION: _("行政法规"),
    Rank.RULES: _("规章、地方性法规"),
    Rank.NORMATIVE: _("规范性文件"),
}
STATES: Labels = {
    DocumentState.VALID: _("有效"),
    DocumentState.AMENDED: _("已修改"),
    DocumentState.REPEALED: _("已废止"),
    DocumentState.LAPSED: _("已失效"),
    DocumentState.UNKNOWN: _("效力待核实"),
}
CLASSES: Labels = {
    ClauseClass.MEASURE: _("措施"),
    ClauseClass.DUTY: _("职责"),
    ClauseClass.TARGET: _("目标"),
    ClauseClass.PRINCIPLE: _("原则"),
}
RELATIONS: Labels = {
    Relation.IMPLEMENTS: pgettext_lazy("relation of documents", "落实"),
    Relation.CITES: pgettext_lazy("relation of documents", "提到"),
    Relation.REPEALS: pgettext_lazy("relation of documents", "废止"),
    Relation.AMENDS: pgettext_lazy("relation of documents", "修改"),
}
NAMES: Mapping[type[StrEnum], Labels] = {
    SubjectKind: KINDS,
    Instrument: INSTRUMENTS,
    Modality: MODALITIES,
    Procedure: PROCEDURES,
    BenefitKind: BENEFITS,
    Rank: RANKS,
    DocumentState: STATES,
    ClauseClass: CLASSES,
    Relation: RELATIONS,
}
_MODALITY_SIGNS = {
    Modality.CONFERS: (Shape.CHECK, Tone.ACCENT),
    Modality.PERMITS: (Shape.HALF, Tone.PLAIN),
    Modality.ENCOURAGES: (Shape.RING, Tone.PLAIN),
    Modality.SUSPENDED: (Shape.PAUSE, Tone.PLAIN),
}
_STATE_SIGNS = {
    DocumentState.VALID: (Shape.CHECK, Tone.ACCENT),
    DocumentState.AMENDED: (Shape.HALF, Tone.PLAIN),
    DocumentState.REPEALED: (Shape.CROSS, Tone.DANGER),
    DocumentState.LAPSED: (Shape.CROSS, Tone.DANGER),
    DocumentState.UNKNOWN: (Shape.QUESTION, Tone.PLAIN),
}
_ANSWERS = {
    "met": (_("符合"), Shape.CHECK, Tone.ACCENT),
    "not_met": (_("不符合"), Shape.CROSS, Tone.PLAIN),
    "unknown": (_("还要再问"), Shape.QUESTION, Tone.PLAIN),
}


def modality_status(modality: Modality) -> Status:
    """How strongly a sentence promises, with its shape."""
    return Status(MODALITIES[modality], *_MODALITY_SIGNS[modality])


def state_status(state: DocumentState) -> Status:
    """Whether a document binds, with its shape."""
    return Status(STATES[state], *_STATE_SIGNS[state])


def answer_status(answer: str) -> Status:
    """A verdict (`met`, `not_met`, `unknown`) in one word with its shape."""
    word, shape, tone = _ANSWERS[answer]
    return Status(word, shape, tone)


def place_name(name: str, name_en: str) -> str:
    """A place in the reader's language."""
    return name_en if reads_english() else name
