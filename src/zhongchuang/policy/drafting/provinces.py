"""The provinces of GB/T 2260, so that a document of a province that has no pack yet can be put in by choosing its name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Province:
    """A province, region or municipality; `pack` is what its folder is called."""

    code: str
    zh: str
    en: str
    pack: str


_ROWS = """
110000 beijing 北京市 Beijing
120000 tianjin 天津市 Tianjin
130000 hebei 河北省 Hebei Province
140000 shanxi 山西省 Shanxi Province
150000 neimenggu 内蒙古自治区 Inner Mongolia Autonomous Region
210000 liaoning 辽宁省 Liaoning Province
220000 jilin 吉林省 Jilin Province
230000 heilongjiang 黑龙江省 Heilongjiang Province
310000 shanghai 上海市 Shanghai
320000 jiangsu 江苏省 Jiangsu Province
330000 zhejiang 浙江省 Zhejiang Province
340000 anhui 安徽省 Anhui Province
350000 fujian 福建省 Fujian Province
360000 jiangxi 江西省 Jiangxi Province
370000 shandong 山东省 Shandong Province
410000 henan 河南省 Henan Province
420000 hubei 湖北省 Hubei Province
430000 hunan 湖南省 Hunan Province
440000 guangdong 广东省 Guangdong Province
450000 guangxi 广西壮族自治区 Guangxi Zhuang Autonomous Region
460000 hainan 海南省 Hainan Province
500000 chongqing 重庆市 Chongqing
510000 sichuan 四川省 Sichuan Province
520000 guizhou 贵州省 Guizhou Province
530000 yunnan 云南省 Yunnan Province
540000 xizang 西藏自治区 Xizang Autonomous Region
610000 shaanxi 陕西省 Shaanxi Province
620000 gansu 甘肃省 Gansu Province
630000 qinghai 青海省 Qinghai Province
640000 ningxia 宁夏回族自治区 Ningxia Hui Autonomous Region
650000 xinjiang 新疆维吾尔自治区 Xinjiang Uygur Autonomous Region
710000 taiwan 台湾省 Taiwan Province
810000 hongkong 香港特别行政区 Hong Kong Special Administrative Region
820000 macao 澳门特别行政区 Macao Special Administrative Region
"""


def _read(line: str) -> Province:
    code, pack, zh, en = line.split(" ", 3)
    return Province(code, zh, en, pack)


PROVINCES: tuple[Province, ...] = tuple(_read(line) for line in _ROWS.strip().splitlines())
PROVINCE_BY_CODE = {province.code: province for province in PROVINCES}
