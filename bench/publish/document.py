"""A synthetic document of a fourth province: sixty clauses, and a measure for every sixth of them, as files of a pack."""

from __future__ import annotations

PLACE = "990000"
DOCUMENT = "hecheng-2026-1"
CHAPTERS = "一二三四五六"
SECTIONS = "一二三四五六七八九"
CLAUSES = len(CHAPTERS) * (1 + len(SECTIONS))
FIELDS = ("装备制造", "现代农业", "医药健康", "文化旅游", "新材料", "节能环保")
MATTERS = ("场地", "设备", "人员", "资金", "数据", "检测", "培训", "展示", "服务")
UNITS = ("省科技厅", "省财政厅", "省教育厅", "省农业农村厅", "省人力资源社会保障厅", "省市场监管局")


def _sentence(chapter: int, section: int, percent: int) -> str:
    """No two clauses alike: the reader takes a text said twice for a doubled copy."""
    field, matter, unit = FIELDS[chapter], MATTERS[section], UNITS[(chapter + section) % len(UNITS)]
    return (
        f"{field}领域的众创空间要改善{matter}条件。团队在{field}众创空间转化科技成果的，转让收益中归团队的部分不低于{percent}%，"
        f"所在单位按季结算，其中用于{matter}的部分单独列支。{unit}会同有关部门检查{field}{matter}工作，"
        f"每年年底前公布{matter}方面的执行情况，各市落实{field}经费，不得增加与{matter}无关的申报材料。"
    )


def files(version: int, percent: int) -> dict[str, str]:
    """The pack of the synthetic province, its document and measures under that version number."""
    return {
        "hecheng/pack.yaml": (
            f'id: hecheng\nplace: "{PLACE}"\nparent: national\ntitle: {{zh: 合成省, en: Synthetic Province}}\n'
        ),
        f"hecheng/documents/{DOCUMENT}.txt": _text(percent),
        f"hecheng/documents/{DOCUMENT}.yaml": _entry(version),
        "hecheng/measures.yaml": "".join(_measure(c, version, percent) for c in range(len(CHAPTERS))),
    }


def place_line() -> str:
    """What places.yaml needs."""
    return f'- {{code: "{PLACE}", zh: 合成省, en: Synthetic Province, parent: "000000"}}\n'


def _text(percent: int) -> str:
    lines = [
        "合成省人民政府办公厅关于测量发布时间的若干措施",
        "合成政办发〔2026〕1号",
        "各市人民政府：",
        "    为测量发布一份文件的时间，现提出以下合成的措施：",
    ]
    for c, chapter in enumerate(CHAPTERS):
        lines.append(f"    {chapter}、支持{FIELDS[c]}")
        lines += [
            f"    （{section}）改善{MATTERS[s]}。{_sentence(c, s, percent)}"
            for s, section in enumerate(SECTIONS)
        ]
    return (
        "\n".join([*lines, "                    合成省人民政府办公厅", "                    2026年1月5日"])
        + "\n"
    )


def _refs() -> list[str]:
    return [ref for c in CHAPTERS for ref in (c, *(f"{c}（{s}）" for s in SECTIONS))]


def _entry(version: int) -> str:
    classes = "".join(f"  {ref}: [{'measure' if '（' in ref else 'principle'}]\n" for ref in _refs())
    return (
        f"id: {DOCUMENT}\nversion: {version}\nrank: normative\nstate: valid\n"
        "title: 合成省人民政府办公厅关于测量发布时间的若干措施\nnumber: 合成政办发〔2026〕1号\n"
        "issuers: [合成省人民政府办公厅]\nissued: 2026-01-05\nissued_source: text\n"
        f"expected: {{number: 合成政办发〔2026〕1号, refs: {CLAUSES}}}\nclasses:\n{classes}"
    )


def _measure(chapter: int, version: int, percent: int) -> str:
    return f"""- id: share-{chapter}
  version: {version}
  document: {DOCUMENT}
  clause: {CHAPTERS[chapter]}（一）
  quote: 转让收益中归团队的部分不低于{percent}%
  title: {{zh: 团队收益下限{CHAPTERS[chapter]}, en: Floor for the team's share {chapter}}}
  summary: {{zh: 合成的措施，只用来测量。, en: Synthetic; for measuring only.}}
  instrument: talent
  modality: confers
  for: [team]
  procedure: employer
  parameters:
    share:
      type: rate
      label: {{zh: 归团队的最低比例, en: Lowest share of the team}}
      values: [{{value: 0.{percent}, from: 2026-01-05, quote: 不低于{percent}%}}]
  when: in_space AND transfer_income > yuan(0)
  benefit: transfer_income * p.share
  benefit_kind: floor
"""
