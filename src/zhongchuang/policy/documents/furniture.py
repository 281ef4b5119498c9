"""Page furniture: what a web page or a printed page puts around and between the words of a document.

Also the grid of 索引号, 发文机关, 成文日期 … that government sites put above the text. Its values are kept
apart (``Metadata``): they are the site's words, used only where the text itself is silent, with a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from zhongchuang.policy.documents.source import Block, Paragraph, Table

# Keys of the metadata grid whose values are kept, and keys that only tell the grid.
_KEPT = {
    "issuers": "发文机关 发文单位 制发机关 发文机构 发文部门",
    "date": "成文日期 发文日期 发文时间",
    "title": "标题 名称 文件名称 信息名称 发文标题 文件标题 法规标题",
    "number": "文号 发文字号 文件编号 发文文号 文件号 发布文号",
}
_OTHERS = (
    "索引号 信息索引 主题分类 主题词 分类 体裁分类 服务对象 发布机构 发布单位 公开主体 信息来源 来源 公开方式 公开范围 "
    "公开时限 公开日期 公开类型 生成日期 发布日期 发布时间 公布日期 发表时间 更新时间 日期 时间 浏览次数 点击数 点击率 "
    "统一编号 规范性文件编号 有效性 时效性 文件状态 效力状态 生效日期 废止日期 失效日期 施行日期 实施日期 作者 编辑 "
    "责任编辑 字体 字号 浏览量 阅读量 访问量 阅读次数 阅读 语种 关键词 信息分类 公文种类 文种 组配分类 内容概述 内容分类 "
    "概述 审核 公文时效 是否有效 签发人 登记号 备案号 信息发布 稿件来源 文章来源 信息提供 供稿 实施时间 "
    "法规类型 所属行业 所属区域 阅读人次 评论人次 页面功能 发文内容"
)
_KEYS: dict[str, str | None] = {
    **{key: kept for kept, keys in _KEPT.items() for key in keys.split()},
    **dict.fromkeys(_OTHERS.split()),
}
_KEY = "|".join(sorted((r"\s*".join(key) for key in _KEYS), key=len, reverse=True))
_META_AT = re.compile(rf"(?:^|(?<=[\s\t|【\[（(]))({_KEY})\s*[】\]]?\s*[：:]")
_META_LINE = re.compile(rf"^[【\[（(]?\s*({_KEY})\s*[】\]]?\s*[：:]")

_BUTTONS = (
    "打印|关闭|收藏|下载|返回|返回顶部|返回首页|纠错|我要纠错|朗读|大|中|小|全文|打印本页|打印此页|打印本文|关闭窗口|关闭本页|"
    "关闭页面|关闭本文|转发|复制链接|下载文字版|下载图片版|微信|微博|QQ空间|无障碍|无障碍阅读|长者模式|简体|繁体|繁體|导出|"
    "听全文|听文章|语音播报|全文有效"
)
# A line that belongs to the page, wherever it stands.
_ANYWHERE = re.compile(
    rf"""^(?:
      [-—–－─·•\s]*第?\s*\d{{1,4}}\s*页?[-—–－─·•\s]*(?<=[-—–－─页])                # - 3 -, 第3页
    | 第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页 | \d{{1,4}}\s*/\s*\d{{1,4}} | (?:Page|page|PAGE)\s*\d+.*
    | [-=_—─*~\s]{{4,}}
    | 扫一扫.{{0,30}} | 扫码.{{0,20}} | .{{0,6}}手机(?:版|扫描|查看|打开).{{0,20}}
    | 打印关闭 | 分享到?[：:]?.{{0,30}} | 分享
    | [【\[（(]?\s*(?:{_BUTTONS})\s*[】\]）)]?
    | [【\[]?\s*字\s*[体号]\s*[：:]?.{{0,24}}[大中小].{{0,12}} | A\+.{{0,20}} | T\s*大.* | (?:【.{{1,4}}】\s*){{2,}}
    | .{{0,10}}当前(?:的)?位置(?:是)?\s*[：:]?.* | 首页\s*[>＞»/›-].* | (?:.{{1,12}}\s*[>＞»›]\s*){{2,}}.{{0,40}}
    | .{{0,16}}仅供参考.{{0,40}} | 点击查看.{{0,60}} | 浏览(?:次数|量).* | 网站首页
    )$""",
    re.VERBOSE,
)
# From here on nothing belongs to the document (looked for only behind its text).
_RELATED = "文件|解读|链接|阅读|新闻|稿件|信息|文档|政策|附件|材料|报道|内容|专题|推荐"
_END = re.compile(
    rf"""^[【\[（(\s▲◆■●·]*(?:
      扫一扫 | 打印本?[页文]? | 关闭(?:窗口|本页|页面)? | 打印\s*关闭 | 【?打印】?.{{0,12}}【?关闭】?.*
    | 网站地图.* | 版权所有.* | 主\s*办\s*(?:单位)?[：:].* | 承办(?:单位)?[：:].* | 技术支持[：:].*
    | .{{0,30}}ICP\s*备.* | .{{0,12}}公网安备.* | 网站标识码.* | .{{0,10}}联系我们.{{0,40}} | 关于我们.* | 友情链接.*
    | (?:相关|解读|配套)(?:{_RELATED})\s*[：:]?.{{0,60}} | 政策解读\s*[：:]?.{{0,60}} | 文件解读.{{0,60}}
    | 图解.{{0,60}} | 一图读懂.{{0,60}} | 上一[篇条页个].* | 下一[篇条页个].*
    | 责任编辑[：:].* | \(?（?责任?编辑.{{0,20}} | 编辑[：:].{{0,20}} | 来源[：:].{{0,40}} | 声明[：:].*
    | 分享到?.{{0,20}} | 您是第.* | 附件下载\s*[：:]?.* | 我要纠错.* | 返回顶部 | 收藏本页 | Copyright.*
    | 为你推荐.* | 热门.{{0,10}} | 推荐阅读.* | 网友评论.* | 发表评论.* | 手机版 | 地址[：:].{{0,60}}邮编.*
    | 发布日期[：:].* | 发布时间[：:].*
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class Metadata:
    """What the site's own grid says about the document; each value as printed there."""

    title: str | None = None
    number: str | None = None
    issuers: str | None = None
    date: str | None = None
    seen: list[str] = field(default_factory=list)


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page and not to the document."""
    return bool(_ANYWHERE.match(line))


_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－─·•\s]+\d{1,4}[-—–－─·•\s]+|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4})$"
)


def without_page_numbers(blocks: list[Block]) -> tuple[list[Block], int]:
    """The blocks without lines that are page numbers, and how many there were. A bare number is one only
    where such lines count up from page to page.
    """
    bare = [
        block.text
        for block in blocks
        if isinstance(block, Paragraph) and re.fullmatch(r"\d{1,3}", block.text)
    ]
    counted = len(bare) >= 2 and all(int(b) == int(a) + 1 for a, b in pairwise(bare))
    kept = [
        block
        for block in blocks
        if not (
            isinstance(block, Paragraph)
            and (_PAGE_NUMBER.match(block.text) or (counted and block.text in bare))
        )
    ]
    return kept, len(blocks) - len(kept)


def is_metadata(line: str) -> bool:
    """Whether a line is a row of the site's metadata (发布时间：…, 索引号：…)."""
    return bool(_META_LINE.match(line)) and "。" not in line


def is_page_end(line: str) -> bool:
    """Whether a line can begin what follows a document on its page."""
    return len(line) < 120 and bool(_END.match(line))


def read_metadata(blocks: list[Block]) -> Metadata:
    """Take the values of the site's grid out of lines and tables such as ``索引号：… 分类：…``."""
    found = Metadata()
    pending: str | None = None
    for block in blocks:
        lines = (
            [block.text]
            if isinstance(block, Paragraph)
            else [" ".join(dict.fromkeys(row)) for row in block.rows]
        )
        for line in lines:
            if pending and not _META_LINE.match(line):
                _keep(found, pending, line)
            pending = None
            marks = (
                list(_META_AT.finditer(line)) if _META_LINE.match(line) or isinstance(block, Table) else []
            )
            for mark, following in zip(marks, [*marks[1:], None], strict=False):
                key = re.sub(r"\s", "", mark[1])
                value = line[mark.end() : following.start() if following else None].strip(" \t|【】[]")
                if value:
                    _keep(found, key, value)
                elif following is None:
                    pending = key
    return found


def _keep(found: Metadata, key: str, value: str) -> None:
    found.seen.append(key)
    field_name = _KEYS.get(key)
    if field_name and getattr(found, field_name) is None and value not in ("-", "无", "/"):
        setattr(found, field_name, value)


def is_metadata_table(table: Table) -> bool:
    """Whether a table is the site's grid rather than a table of the document."""
    cells = [re.sub(r"\s", "", cell).rstrip("：:") for row in table.rows for cell in row]
    keys = {cell.split("：")[0].split(":")[0] for cell in cells if cell} & _KEYS.keys()
    return len(keys) >= 2 and len(keys) * 4 >= len([cell for cell in cells if cell])
