"""A million awards that nobody got: departments, programmes, firms and titles as a province has them, all made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from zhongchuang.clearance.models import Award, AwardSource, AwardState
from zhongchuang.core import clock

YEARS = range(2016, 2027)
CITIES = [f"21{number:02d}00" for number in range(1, 15)]
KINDS = ("补贴", "奖励", "创新券", "贴息", "认定", "后补助", "房租减免", "设备共享", "人才津贴", "贷款担保")
FIELDS = (
    "孵化器",
    "众创空间",
    "科技成果转化",
    "高新技术企业",
    "研发投入",
    "知识产权",
    "创业担保",
    "农业科技",
    "数字化改造",
    "大型仪器",
)
NAMES = tuple(
    "光电 机械 生物 材料 软件 环保 能源 物流 食品 医药 智能 海洋 航空 轨道 精工 云图 华辰 恒远 金桥 北斗".split()  # noqa: SIM905
)
FORMS = ("科技有限公司", "有限责任公司", "股份有限公司", "技术服务有限公司", "农业专业合作社")
RECIPIENTS = 120_000
_OFFICES = (
    "科学技术局",
    "工业和信息化局",
    "人力资源和社会保障局",
    "财政局",
    "农业农村局",
    "商务局",
    "发展和改革委员会",
)


def awards(number: int, seed: int) -> Iterator[Award]:
    """So many awards; the same seed makes the same ones."""
    chance, now = Random(seed), clock.now()
    programmes = [(f"made-up/{field}-{kind}", f"{field}{kind}", kind) for field in FIELDS for kind in KINDS]
    offices = [(city, f"虚构{city[2:4]}市{office}") for city in CITIES for office in _OFFICES]
    offices += [("210000", f"虚构省{office.replace('局', '厅')}") for office in _OFFICES]
    programmes_of = {office: chance.sample(programmes, 8) for office in offices}
    names = [
        f"虚构{chance.choice(NAMES)}{chance.choice(NAMES)}{n}号{chance.choice(FORMS)}"
        for n in range(RECIPIENTS)
    ]
    codes = [f"91999999{chance.randrange(10**10):010d}" for _ in range(RECIPIENTS)]
    for turn in range(number):
        place, office = chance.choice(offices)
        programme, title, kind = chance.choice(programmes_of[place, office])
        who = int(chance.random() ** 1.5 * RECIPIENTS)
        year = chance.choice(YEARS)
        day = dt.date(year, 1, 1) + dt.timedelta(days=chance.randrange(325 if year == 2026 else 365))
        yield Award(
            number=f"GK-{year}-{turn:07d}",
            ref=f"case:bench-{turn}",
            source=AwardSource.PLATFORM if turn % 3 else AwardSource.IMPORTED,
            state=AwardState.REVOKED if turn % 97 == 0 else AwardState.PUBLIC,
            recipient_name=names[who],
            recipient_code=codes[who],
            title=f"{title}（{year}年第{turn % 4 + 1}批）{chance.choice(NAMES)}{chance.choice(NAMES)}项目",
            programme=programme,
            programme_title=title,
            category=kind,
            department_name=office,
            place=place,
            level="province" if place == "210000" else "city",
            amount=chance.randrange(1_000, 3_000_000) * 100,
            clause="made-up#一",
            decided_on=day,
            published_at=now,
            created_at=now,
            synthetic=True,
        )
