"""What the categories of support are called (pure). A programme names its category by an id, other departments write words.

An id that a programme brings and nobody has named here is shown as it is: `tests/packs` sees that none of ours is.
"""

from __future__ import annotations

from collections.abc import Mapping

from zhongchuang.core.errors import Wording

CATEGORIES: Mapping[str, Wording] = {
    "contest_prize": Wording("创业大赛奖励", "Prize of a start-up contest"),
    "demonstration_base": Wording("创业孵化示范基地补贴", "Subsidy for a demonstration base"),
    "excellence": Wording("考核优异奖励", "Reward for excellent results"),
    "facility_sharing": Wording("仪器设施开放共享补助", "Subsidy for sharing instruments and facilities"),
    "fund_contribution": Wording("引导基金出资", "Contribution of the guidance fund"),
    "idle_premises": Wording("闲置厂房改造支持", "Support for turning idle premises into makerspaces"),
    "innovation_voucher": Wording("创新券", "Innovation voucher"),
    "ip_use": Wording("知识产权转化运用支持", "Support for using intellectual property"),
    "returnee_support": Wording("留学人员创新创业支持", "Support for returnees who start up"),
    "risk_compensation": Wording("担保代偿风险补偿", "Compensation for guarantees called"),
    "running_costs": Wording("运营补助", "Subsidy for running costs"),
    "science_project": Wording("科技计划项目经费", "Funds of a science project"),
    # of a programme that gives no money: what comes out of it
    "recognition": Wording("认定", "Recognition"),
    "grant": Wording("补助、奖励", "Grant"),
    "project": Wording("科技计划项目", "Science project"),
    "loan": Wording("贷款支持", "Loan"),
    "fund": Wording("引导基金", "Guidance fund"),
    "registration": Wording("备案", "Registration"),
    "recommendation": Wording("推荐", "Recommendation"),
    "voucher": Wording("创新券", "Innovation voucher"),
}
"""The first twelve are the categories of the programmes in `packs/`, as their `money.category` writes them."""


def category_words(category: str, language: str | None = None) -> str:
    """What a category is called in a language, Chinese unless another is named; words that are no id stay as they are."""
    named = CATEGORIES.get(category)
    return named.in_language(language) if named else category
