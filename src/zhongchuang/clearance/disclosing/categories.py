"""What the kinds of support are called (pure).

A programme of the platform names its kind by a key (`money.category` of its file), which the rules compare; a file of another
department by words of its own, which are shown as they came.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

CATEGORIES: Mapping[str, str] = {
    "contest_prize": gettext_noop("大赛奖励"),
    "demonstration_base": gettext_noop("示范基地补贴"),
    "excellence": gettext_noop("考核奖励"),
    "facility_sharing": gettext_noop("仪器设施开放补助"),
    "fund_contribution": gettext_noop("引导基金出资"),
    "idle_premises": gettext_noop("闲置场地改造补助"),
    "innovation_voucher": gettext_noop("创新券"),
    "ip_use": gettext_noop("知识产权转化运用"),
    "returnee_support": gettext_noop("留学人员创业支持"),
    "risk_compensation": gettext_noop("风险补偿"),
    "running_costs": gettext_noop("运营补助"),
    "science_project": gettext_noop("科技计划项目"),
    # Programmes that give no money stand under what they are.
    "grant": gettext_noop("补助奖励"),
    "recognition": gettext_noop("认定"),
    "project": gettext_noop("项目立项"),
    "loan": gettext_noop("贷款"),
    "fund": gettext_noop("基金"),
    "voucher": gettext_noop("创新券"),
    "recommendation": gettext_noop("推荐"),
    "registration": gettext_noop("备案"),
}


def category_told(category: str) -> str:
    """The name of a kind of support in the reader's language; words of another department as they came."""
    return gettext(CATEGORIES[category]) if category in CATEGORIES else category


def category_written(category: str) -> str:
    """The name of a kind of support in Chinese, for a file that goes from hand to hand."""
    return CATEGORIES.get(category, category)
