"""What a verification may find, each kind with its sentence (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from zhongchuang.core.errors import Wording


class FindingKind(StrEnum):
    """What differs between the database and the public files."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_ADDED = "entry_added"
    ENTRY_REORDERED = "entry_reordered"
    ENTRY_DETACHED = "entry_detached"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    UNPUBLISHED = "unpublished"
    LINE_MISSING = "line_missing"
    LINE_BROKEN = "line_broken"
    LINE_CHANGED = "line_changed"
    LINE_REORDERED = "line_reordered"
    FILE_MISSING = "file_missing"
    FILE_TRUNCATED = "file_truncated"
    FILE_TORN = "file_torn"
    LEAVES_MISSING = "leaves_missing"
    LEAVES_CHANGED = "leaves_changed"
    KNOWN_HASH_ABSENT = "known_hash_absent"


MEANING: dict[FindingKind, Wording] = {
    FindingKind.ENTRY_CHANGED: Wording("日志内容与封存时不同", "an entry differs from what was sealed"),
    FindingKind.ENTRY_MISSING: Wording("封存过的日志不见了", "a sealed entry is gone"),
    FindingKind.ENTRY_ADDED: Wording("封存之后又塞进了日志", "an entry was put under the seal afterwards"),
    FindingKind.ENTRY_REORDERED: Wording("日志的顺序被调换", "entries stand in another order"),
    FindingKind.ENTRY_DETACHED: Wording(
        "日志还在，但封存归属被删除", "the entry is there, but its membership was removed"
    ),
    FindingKind.SEAL_CHANGED: Wording(
        "数据库中的封存与公布的不同", "the seal differs from the published line"
    ),
    FindingKind.SEAL_MISSING: Wording(
        "公布过的封存在数据库中不见了", "a published seal is gone from the database"
    ),
    FindingKind.UNPUBLISHED: Wording(
        "封存尚未公布，运行 zhongchuang audit seal 即可补上",
        "the seal is not published yet; run zhongchuang audit seal",
    ),
    FindingKind.LINE_MISSING: Wording("公布文件中间缺了一行", "a line is missing inside the public file"),
    FindingKind.LINE_BROKEN: Wording("公布文件有一行无法读取", "a line of the public file cannot be read"),
    FindingKind.LINE_CHANGED: Wording("公布文件有一行被改动", "a line of the public file was changed"),
    FindingKind.LINE_REORDERED: Wording(
        "公布文件的行序被调换或重复", "lines of the public file are out of order or repeated"
    ),
    FindingKind.FILE_MISSING: Wording("公布文件不见了", "the public file is gone"),
    FindingKind.FILE_TRUNCATED: Wording("公布文件末尾被截去", "the end of the public file was cut off"),
    FindingKind.FILE_TORN: Wording(
        "公布文件最后一行不完整", "the last line of the public file is incomplete"
    ),
    FindingKind.LEAVES_MISSING: Wording("叶哈希文件不见了", "the file of leaf hashes is gone"),
    FindingKind.LEAVES_CHANGED: Wording(
        "叶哈希文件与公布的根不符", "the file of leaf hashes does not give the root"
    ),
    FindingKind.KNOWN_HASH_ABSENT: Wording(
        "您留存的封存哈希不在公布文件中，整个日志可能被换过",
        "the hash you kept is not in the public file; the whole log may have been replaced",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One difference: what, under which seal, at which leaf, which entry, and what exactly was met."""

    kind: FindingKind
    seal: int | None = None
    position: int | None = None
    entry: UUID | None = None
    detail: str = ""

    @property
    def sentence(self) -> Wording:
        """The difference in both languages, with its place."""
        zh = [f"第 {self.seal} 号封存" if self.seal is not None else ""]
        en = [f"seal {self.seal}" if self.seal is not None else ""]
        zh.append(f"第 {self.position} 叶" if self.position is not None else "")
        en.append(f"leaf {self.position}" if self.position is not None else "")
        zh.append(f"日志 {self.entry}" if self.entry else "")
        en.append(f"entry {self.entry}" if self.entry else "")
        where_zh, where_en = "，".join(filter(None, zh)), ", ".join(filter(None, en))
        detail = f"（{self.detail}）" if self.detail else ""
        return Wording(
            f"{where_zh}{'：' if where_zh else ''}{MEANING[self.kind].zh}{detail}",
            f"{where_en}{': ' if where_en else ''}{MEANING[self.kind].en}",
        )


@dataclass(frozen=True)
class Report:
    """The outcome of a verification.

    `unsealed` entries wait for their seal; `late` of them are dated before the newest seal was made:
    transactions that committed after it, or entries somebody dated back. `head` is the hash worth copying
    elsewhere; `unprotected` names triggers that are not in place: no difference yet, but nothing in its way.
    """

    seals: int
    entries: int
    unsealed: int
    late: int
    head: str
    findings: tuple[Finding, ...] = field(default=())
    unprotected: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether everything in the database is as it was published."""
        return not self.findings
