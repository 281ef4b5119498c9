"""Synthetic firms for the bench: none of their names, trades or people exist, and no word of theirs is in the product's lists.

A world has firms and their kin: the same 字号 in another trade or another city, a group and its subsidiary, a 字号 that differs
by one character, firms of one representative with one telephone. Two lists are drawn from it; the second is written as another
department would have written it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

POOL = (
    "澄岚珩璟沐榆栎桦棠槿蔚芷苒茉莘菁萱蕴藜霁霏霖岑岱峤嵘崤沅沁泓洵浔淼湛溪漪潞濯煦烨焕炜熠琅琛琮瑾璞瓴甄睿砺磬祺禾秋穆竺筠"
    "箴纾绮缦羿翊翎翰耘聿舜舫艾茂荻莲葵蓝蕙虹衡裕谦谨豫贞赫跃轩辰迅适遥邦郁鄞醴釉钧钰铎锐锦镕闻阅隽雁雍靖韬韶颂飒飞驰骁"
    "骏鲲鸿鹄鹏鹤麓麒墨黛齐龙龄川野森林山石云月星光晨曦夏冬南北东西安宁和平康泰福寿喜庆丰盈富"
)
TRADES = (
    "茶叶种植",
    "宠物诊疗",
    "无人机植保",
    "石材雕刻",
    "灯饰",
    "日用陶瓷",
    "渔具",
    "肉鸡养殖",
    "殡仪用品",
    "假发",
    "钟表维修",
    "冷链仓储",
    "海参育苗",
    "葡萄酒庄",
    "古籍修复",
    "冰雪装备",
    "滑雪场",
    "潜水器材",
    "航模",
    "义肢矫形",
    "助听器",
    "隐形眼镜",
    "盲道砖",
    "搪瓷",
    "锅炉清洗",
    "防雷检测",
    "白蚁防治",
    "驾驶陪练",
    "月子护理",
    "剧本创作",
    "皮影演出",
    "木偶剧",
    "乐器修造",
    "钢琴调律",
    "标本剥制",
    "蚕桑",
    "菌菇栽培",
    "中药饮片",
    "辣椒酱",
    "腌渍蔬菜",
    "豆腐",
    "挂面",
    "粉丝",
    "麻油",
    "糖果",
    "糕点",
    "风筝",
    "鞭炮烟花",
    "打火机",
    "拉链",
    "纽扣",
    "绣品",
    "地毯",
    "羽绒",
    "雨具",
    "箱包",
    "鞋楦",
    "模具抛光",
    "轴承套圈",
    "弹簧",
    "链条",
    "齿轮箱",
    "减速器",
    "密封垫",
    "阀门铸件",
    "水泵叶轮",
    "电梯维保",
    "变频器",
    "继电器",
    "光伏支架",
    "风机叶片",
    "储能电芯",
)
GENERIC = (
    "科技",
    "技术",
    "商贸",
    "贸易",
    "实业",
    "智能科技",
    "信息技术",
    "文化传媒",
    "生物科技",
    "网络科技",
    "建筑工程",
    "物流",
)
NEAR = {
    "科技": "技术",
    "技术": "科技",
    "商贸": "贸易",
    "贸易": "商贸",
    "信息技术": "信息科技",
    "智能科技": "智能技术",
    "网络科技": "网络技术",
    "生物科技": "生物技术",
    "文化传媒": "文化传播",
    "建筑工程": "建筑",
}
CITIES = (
    ("辽宁", "沈阳"),
    ("辽宁", "大连"),
    ("辽宁", "鞍山"),
    ("云南", "昆明"),
    ("云南", "曲靖"),
    ("甘肃", "兰州"),
    ("甘肃", "天水"),
    ("湖北", "武汉"),
    ("湖北", "宜昌"),
    ("四川", "成都"),
    ("四川", "绵阳"),
    ("江苏", "苏州"),
    ("江苏", "无锡"),
    ("浙江", "杭州"),
    ("浙江", "宁波"),
    ("广东", "佛山"),
    ("广东", "东莞"),
    ("河南", "洛阳"),
    ("陕西", "西安"),
    ("福建", "泉州"),
    ("山东", "潍坊"),
    ("吉林", "长春"),
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉力波斌宇浩凯健俊帆雪莹琳鑫婷晶欣佳雨晨子涵"
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", "中心（有限合伙）")
TRADITIONAL = str.maketrans(
    "东龙云飞鸿鹏鹤麒齐丰宁庆适饰养殖种叶医药疗术诊检测电机务实业贸网络传装备义肢听镜剧戏乐创辽兰苏连阳广杭无锡",
    "東龍雲飛鴻鵬鶴麒齊豐寧慶適飾養殖種葉醫藥療術診檢測電機務實業貿網絡傳裝備義肢聽鏡劇戲樂創遼蘭蘇連陽廣杭無錫",
)
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Firm:
    """A firm as it is."""

    number: int
    province: str
    city: str
    brand: str
    trade: str
    form: str
    uscc: str
    representative: str
    phone: str
    style: int = 0


Row = dict[str, str]


def code_of(chance: random.Random) -> str:
    """A code with a right check digit (GB 32100-2015)."""
    body = "91" + "".join(chance.choice("0123456789") for _ in range(6))
    body += "".join(chance.choice(CODE) for _ in range(9))
    total = sum(CODE.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + CODE[(31 - total % 31) % 31]


def firm(chance: random.Random, number: int, trades: tuple[str, ...]) -> Firm:
    """A firm of its own."""
    province, city = chance.choice(CITIES)
    brand = "".join(chance.sample(POOL, chance.choices((2, 3, 4), (70, 24, 6))[0]))
    trade = chance.choice(GENERIC) if chance.random() < 0.35 else chance.choice(trades)
    if chance.random() < 0.15 and trade in TRADES:
        trade += chance.choice(("科技", "制造", "服务", "加工"))
    return Firm(
        number,
        province,
        city,
        brand,
        trade,
        chance.choice(FORMS),
        code_of(chance),
        person(chance),
        telephone(chance),
        chance.randrange(6),
    )


def person(chance: random.Random) -> str:
    """A made-up name."""
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))


def telephone(chance: random.Random) -> str:
    """A made-up number."""
    return "1" + chance.choice("3589") + "".join(chance.choice("0123456789") for _ in range(9))


def kin(chance: random.Random, one: Firm, number: int, trades: tuple[str, ...]) -> Firm:
    """Another firm that is easily taken for this one."""
    made = replace(
        one,
        number=number,
        uscc=code_of(chance),
        representative=person(chance),
        phone=telephone(chance),
        style=chance.randrange(6),
    )
    match chance.randrange(6):
        case 0:  # the same 字号, another trade
            return replace(
                made, trade=chance.choice([trade for trade in (*trades, *GENERIC[2:5]) if trade != one.trade])
            )
        case 1:  # a sister: same 字号, same representative, another trade
            return replace(
                made,
                representative=one.representative,
                trade=chance.choice([trade for trade in trades if trade != one.trade]),
            )
        case 2:  # another city
            province, city = chance.choice([place for place in CITIES if place[1] != one.city])
            return replace(made, province=province, city=city)
        case 3:  # the group of it
            return replace(made, trade="", form="集团有限公司")
        case 4:  # a character differs
            place = chance.randrange(len(one.brand))
            brand = (
                one.brand[:place]
                + chance.choice([c for c in POOL if c not in one.brand])
                + one.brand[place + 1 :]
            )
            return replace(made, brand=brand)
        case _:  # the same representative and telephone, nothing else
            return replace(
                made,
                representative=one.representative,
                phone=one.phone,
                brand="".join(chance.sample(POOL, 2)),
                trade=chance.choice(trades),
            )


def world(chance: random.Random, size: int, *, kinship: float = 0.3) -> list[Firm]:
    """So many firms, a part of them somebody's kin."""
    trades = tuple(chance.sample(TRADES, 50))
    found: list[Firm] = []
    while len(found) < size:
        if found and chance.random() < kinship:
            found.append(kin(chance, chance.choice(found), len(found), trades))
        else:
            found.append(firm(chance, len(found), trades))
    return found


def registered(one: Firm) -> str:
    """The name in the register."""
    city, tail = one.city, one.trade + one.form
    match one.style:
        case 0 | 1:
            return f"{city}市{one.brand}{tail}"
        case 2 | 3:
            return f"{city}{one.brand}{tail}"
        case 4:
            return f"{one.brand}（{city}）{tail}"
        case _:
            return f"{one.province}{one.brand}{tail}"


def _typo(chance: random.Random, name: str) -> str:
    if len(name) < 6:
        return name
    place = chance.randrange(len(name))
    return name[:place] + chance.choice(POOL) + name[place + 1 :]


def _dropped_city(one: Firm, name: str) -> str:
    for text in (f"（{one.city}）", f"{one.city}市", one.city, one.province):
        if text in name:
            return name.replace(text, "", 1)
    return name


def altered(chance: random.Random, one: Firm) -> str:
    """The name as somebody else wrote it."""
    name = registered(one)
    changes: list[tuple[float, Callable[[str], str]]] = [
        (0.25, lambda text: text.removesuffix(one.form)),
        (0.18, lambda text: _dropped_city(one, text)),
        (0.12, lambda text: text.replace("有限公司", "有限责任公司") if "责任" not in text else text),
        (
            0.12,
            lambda text: (
                text.replace(f"{one.city}市", one.city)
                if f"{one.city}市" in text
                else text.replace(one.city, f"{one.city}市", 1)
            ),
        ),
        (
            0.08,
            lambda text: text.replace(one.trade, NEAR.get(one.trade, one.trade), 1) if one.trade else text,
        ),
        (0.06, lambda text: text.replace(one.trade, "", 1) if one.trade else text),
        (
            0.06,
            lambda text: (
                text.replace(one.trade, one.trade[:2], 1)
                if len(one.trade) > 3 and one.trade in TRADES
                else text
            ),
        ),
        (0.06, lambda text: text.replace("（", "(").replace("）", ")")),
        (
            0.06,
            lambda text: (
                text.replace(one.city + "市", "").replace(one.brand, f"{one.brand}（{one.city}）", 1)
                if f"（{one.city}" not in text
                else text
            ),
        ),
        (0.06, lambda text: text.translate(TRADITIONAL)),
        (0.05, lambda text: " ".join((text[:4], text[4:]))),
        (0.05, lambda text: f"{one.province}省{text}" if one.province not in text else text),
        (0.05, lambda text: _typo(chance, text)),
    ]
    for share, change in changes:
        if chance.random() < share:
            name = change(name)
    return name if len(name) > 1 else registered(one)


def row(chance: random.Random, one: Firm, *, other: bool, codes: bool) -> Row:
    """A line of a list; of the other department's if it is."""
    missing = 0.2 if other else 0.1
    code = one.uscc if codes and chance.random() > (0.3 if other else 0.1) else ""
    if code and other and chance.random() < 0.06:
        place = chance.randrange(18)
        code = code[:place] + chance.choice(CODE) + code[place + 1 :]
    representative = person(chance) if other and chance.random() < 0.08 else one.representative
    phone = telephone(chance) if other and chance.random() < 0.12 else one.phone
    return {
        "name": altered(chance, one) if other else registered(one),
        "uscc": code,
        "representative": representative if chance.random() > missing else "",
        "phone": phone if chance.random() > missing * 1.5 else "",
        "city": chance.choice((one.city, one.city + "市")) if chance.random() > missing else "",
    }


def two_lists(
    seed: int, size: int, *, codes: bool, repeated: float = 0.0
) -> tuple[list[Row], list[Row], set[tuple[str, str]]]:
    """Two lists and what is one firm in them; `repeated` is the share of the second that stands there twice."""
    chance = random.Random(seed)
    firms = world(chance, size)
    left = [one for one in firms if chance.random() < 0.75]
    right = [one for one in firms if chance.random() < 0.65]
    right += [one for one in right if chance.random() < repeated]
    chance.shuffle(right)
    rows_left = [{"id": f"L{n}", **row(chance, one, other=False, codes=codes)} for n, one in enumerate(left)]
    rows_right = [{"id": f"R{n}", **row(chance, one, other=True, codes=codes)} for n, one in enumerate(right)]
    where: dict[int, list[str]] = {}
    for n, one in enumerate(right):
        where.setdefault(one.number, []).append(f"R{n}")
    truth = {(f"L{n}", other) for n, one in enumerate(left) for other in where.get(one.number, ())}
    return rows_left, rows_right, truth
