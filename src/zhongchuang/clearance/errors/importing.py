"""What can go wrong with a file of awards, in sentences."""

from __future__ import annotations

from zhongchuang.core.errors import InvalidInput, Refused, Wording


class ImportUnusable(InvalidInput):
    """What was said with a file is incomplete; `field` names the field of the form."""

    default_code = "clearance.import_unusable"

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(f"{zh}。", f"{en}.", fields={field: Wording(zh, en)})


class SourceKeptElsewhere(InvalidInput):
    """Another department of the platform has taken in what this source gives, and answers for it."""

    default_code = "clearance.source_kept_elsewhere"
    default_next = Wording(
        "请由该部门导入和更正；确需换由本部门负责的，请平台管理员办理。",
        "That department takes in and corrects it; to hand it over, ask the administrator of the platform.",
    )

    def __init__(self, source: str, department: str) -> None:
        self.told = Wording(
            f"“{source}”提供的支持由{department}负责，不能在这里导入。",
            f"{department} answers for the awards that {source} gives; they cannot be taken in here.",
        )
        super().__init__(self.told.zh, self.told.en, fields={"source": self.told})


class ImportNotClean(Refused):
    """Rows are wrong, and nobody said that the others go in without them."""

    default_code = "clearance.import_not_clean"
    default_next = Wording(
        "请改好后重新上传；或者选“除有错的行以外全部导入”，这个选择会记入来源。",
        "Mend them and upload again; or choose to take in all but those, which is recorded with the source.",
    )

    def __init__(self, bad: int) -> None:
        super().__init__(
            f"有 {bad:,} 行有错，一行也没有导入。", f"{bad:,} rows are wrong; not a single row was taken in."
        )


class ImportEmpty(Refused):
    """Every row of it is wrong."""

    default_code = "clearance.import_empty"
    default_next = Wording("请改好后重新上传。", "Mend it and upload again.")

    def __init__(self) -> None:
        super().__init__("没有一行可以导入。", "There is no row to take in.")


class ImportOver(Refused):
    """It was taken in, given up, or could not be read."""

    default_code = "clearance.import_over"
    default_next = Wording("请在列表里查看它现在的状态。", "Look at its state in the list.")

    def __init__(self, state: str) -> None:
        super().__init__(
            f"这份文件现在是“{state}”，不能再这样办。",
            "This file is in another state now; this cannot be done any more.",
        )
