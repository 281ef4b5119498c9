"""What can go wrong with a file of awards, in sentences."""

from __future__ import annotations

from zhongchuang.core.errors import InvalidInput, Refused, Wording


class ImportUnusable(InvalidInput):
    """What was said with a file is incomplete; `field` names the field of the form."""

    default_code = "clearance.import_unusable"

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(f"{zh}。", f"{en}.", fields={field: Wording(zh, en)})


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
