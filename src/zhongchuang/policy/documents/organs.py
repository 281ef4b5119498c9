"""Names of organs: telling a line of organs from prose, and taking a list of units apart.

The rules are about form (what an organ's name ends with, how Chinese lists elide), not a list of names, so
that organs of any place and year are read.
"""

from __future__ import annotations

import re

from zhongchuang.policy.documents.cleaning import squeeze

# Characters names of organs end with, for telling 教育部等 from 中等.
_NAME_ENDS = "府厅室会委部局署院行处科社办心司团学校关组队馆所站区构门位业道镇政会圳市州县盟旗联"

# What the name of an organ, an office or a kind of units ends with.
ORGAN_END = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|委|部|厅|局|署|总局|院|会|行|处|科|社|办|中心|公司|集团|大学"
    r"|学院|学校|医院|法院|检察院|海关|"
    r"党组|纪委|工会|总队|支队|大队|司令部|馆|所|站|指挥部|领导小组|联席会议|管委会|开发区|新区|分行|支行"
    r"|银行|政法委|机构|部门|单位|企业|"
    r"街道|研究室|参事室|镇街|乡镇|党工委|工委|团委|军区|武警|部队|协会|联盟|商会|学会|联合会|基金会|园区|高新区|工商联"
    r"|妇联|残联|文联|侨联|科协|作协|中央|供销社|高校|院校|院所|司|组)"
)
_ORGAN = re.compile(rf".*{ORGAN_END}(?:[（(〔][^（）()〔〕]{{1,30}}[）)〕])?$")
_NOT_ORGAN = re.compile(r"[。；！？：:;?《》“”]|[,，]|关于|印发|转发")
_GOVERNMENTS = r"(?:人民)?(?:政府|党委)"


def is_organ(name: str) -> bool:
    """Whether a word has the form of an organ's name."""
    return 2 <= len(name) <= 60 and not _NOT_ORGAN.search(name) and bool(_ORGAN.match(name))


def split_organs(line: str) -> list[str]:
    """The organs of a signature or title line: parted by spaces; single characters are glued (财 政 部)."""
    words: list[str] = []
    single = False
    for word in re.split(r"[\s、]+", line.strip()):
        if len(word) == 1 and words and single:
            words[-1] += word
        elif word:
            words.append(word)
            single = len(word) == 1
    return [squeeze(word) for word in words]


def is_organ_line(line: str) -> bool:
    """Whether every word of a line is an organ's name (a signature, or the organs above a title)."""
    words = split_organs(line)
    return 0 < len(words) <= 20 and len(line) <= 200 and all(is_organ(word) for word in words)


# 等, 等有关部门, 等省有关部门和单位: before the end of the list or before a further unit, after a whole name.
_OPEN_END = re.compile(
    rf"(?<=[{_NAME_ENDS}）)])(?P<open>等(?:国家|中央|国务院|[省市区县州](?:级|直|政府|人民政府)?|自治区(?:直)?|厅|局"
    r"|[省市中][^、，]{0,3}驻[^、，]{1,4})?"
    r"(?:各?有关|各?相关|其他|各)?(?:职能|成员|责任|行业主管|主管|行业)?"
    r"(?:(?:单位|部门|机构|处室|科室|委办局|方面|地方)(?:[（(](?:单位|部门|机构|企业)[）)])?)?"
    r"(?:[和、及](?:有关|相关)?(?:单位|部门|机构|地区|地方"
    r"|企业)(?![、\u4e00-\u9fff]))*)"
    r"(?=$|[、，,；;和及]|以及)(?:[、，,；;和及]|以及)?"
)
_BARE_END = re.compile(r"(?<=[\u4e00-\u9fff）)])(?<![高中初同平上优劣均对])等$")
_WITH_OTHERS = re.compile(
    r"(?:，|,|、)?(会同(?:有关|相关|各有关|省有关|市有关|省直有关|市直有关|其他有关)[^、，,；;]{0,8})$"
)


def open_end(text: str) -> tuple[str, str | None]:
    """The list without the words that leave it open, and those words (等有关部门, 会同有关部门) or None."""
    text = text.strip(" 、，,；;")
    if match := _WITH_OTHERS.search(text):
        return text[: match.start()], match[1]
    if match := _OPEN_END.search(text):
        return f"{text[: match.start()]}、{text[match.end() :]}".strip("、"), match["open"]
    if match := _BARE_END.search(text):
        return text[: match.start()], "等"
    return text, None


def split_units(text: str) -> tuple[str, ...]:
    """A list of units taken apart: at 、，；and 和 between whole names, brackets kept together, ellipses
    filled out (沈阳、大连市政府 is two governments; 各市、县人民政府 is one class and stays whole).
    """
    parts = [squeeze(part).strip("。.") for part in _split_outside_brackets(text)]
    parts = [
        piece
        for part in parts
        if part and part not in ("/", "-", "—", "－", "无", "——")
        for piece in _split_and(part)
    ]
    return tuple(_fill_ellipses(_join_classes(parts)))


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in "（(〔[〈“":
            depth += 1
        elif char in "）)〕]〉”":
            depth = max(0, depth - 1)
        elif depth == 0 and char in "、，,；;\n|":
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


_AND = re.compile(
    rf"^(?P<left>.*{ORGAN_END})(?:和|及|以及|与)(?P<right>(?:各?(?:省|市|区|县|州|国家|中央|有关|相关|其他"
    rf"|中国|全国|各)).*{ORGAN_END}|各(?:地区?|[市县区州旗乡镇][^、]{{0,12}}))$"
)


def _split_and(part: str) -> list[str]:
    match = _AND.match(part)
    if match and match["left"].endswith("中央") and match["right"].startswith("国家机关"):
        return [part]  # 中央和国家机关工委 is one
    if match is None or len(match["right"]) < 3 or part.startswith(("各有关", "有关", "相关", "各相关")):
        return [part]
    return [*_split_and(match["left"]), match["right"]]


_CLASS_HEAD = re.compile(
    r"各(?:[省市州县区旗盟镇乡]|设区市|地级以上市|区县|县区|市州|地州|旗县|街道|乡镇|地区|[^、]{0,4}州)?"
    r"(?:[（(〔〈][^）)〕〉]{1,12}[）)〕〉])?$"
)
_CLASS_PART = re.compile(
    r"^(?:自治区|自治州|直辖市|地区|行署|州|市|盟|区|县|旗|镇|乡|街道|自治县|开发区"
    r"|新区)(?:[（(〔〈][^）)〕〉]{1,12}[）)〕〉])?(?:和[^、]{1,4})?"
    r"(?:(?:人民)?(?:政府|党委)|党委和政府|行署|办事处|管委会|政府和.{1,12}|党委、政府)?(?:（[^）]{1,16}）)?$"
    # 各市、县（市、区）市场监管局: the same office of every rank.
    rf"|^(?:[县旗区市](?=[（(〔〈])(?:[（(〔〈][^）)〕〉]{{1,12}}[）)〕〉])|[县旗])[^、]{{0,16}}{ORGAN_END}(?:（[^）]{{1,16}}）)?$"
)


def _join_classes(parts: list[str]) -> list[str]:
    """各省、自治区、直辖市人民政府 names one class of units: its parts are joined again."""
    joined: list[str] = []
    open_class = False
    for part in parts:
        if (open_class and _CLASS_PART.match(part)) or (
            joined and joined[-1] in ("中", "中央") and re.match(r"[省市](?:驻|直)", part)
        ):
            joined[-1] += "、" + part
        else:
            joined.append(part)
            open_class = bool(_CLASS_HEAD.match(part))
        if is_organ(joined[-1]):
            open_class = False
    return joined


_PLACE = re.compile(
    rf"^.{{2,8}}?((?:市|州|县|区|盟|旗|省|新区|高新区|开发区)?(?:{_GOVERNMENTS}|海关|管委会|税务局))$"
)


def _fill_ellipses(parts: list[str]) -> list[str]:
    """沈阳, 大连市政府 → 沈阳市政府, 大连市政府: a bare place takes the ending of the next full name."""
    filled: list[str] = []
    ending: str | None = None
    for part in reversed(parts):
        if (match := _PLACE.match(part)) and not part.startswith(("各", "有关", "相关")):
            ending = match[1]
        elif (
            ending
            and 2 <= len(part) <= 5
            and not is_organ(part)
            and not part.startswith(("各", "有关", "相关"))
            and (len(part) <= 3 or part[-1] in "省市州县区盟旗")
        ):
            # 沈阳市、大连市政府 repeats 市: it is written once.
            own = next(
                (size for size in (3, 2, 1) if part.endswith(ending[:size]) and len(part) - size >= 2), 0
            )
            ranked = (
                not own and len(part) >= 3 and part[-1] in "省市州县区盟旗" and ending[0] in "省市州县区盟旗"
            )
            part += ending[1 if ranked else own :]  # 甲区、乙县人民政府: each has its own rank
        else:
            ending = None
        filled.append(part)
    return filled[::-1]
