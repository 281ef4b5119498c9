"""The child of the sandbox: reads what was typed (a line of JSON) and a file from standard input, prints the invoice.

`python -m zhongchuang.clearance.invoices BYTES SECONDS`. The output is `{"ok": …}` or `{"error": {"code", "zh", "en"}}`. Exit
status 0 in both cases: an invoice that cannot be read is an answer.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from zhongchuang.clearance.invoices.errors import Hostile, InvoiceError, TooLarge
from zhongchuang.clearance.invoices.model import Typed
from zhongchuang.clearance.invoices.read import read_invoice


def main() -> None:
    """Set the limits given (address space in bytes, CPU seconds), then read standard input and answer."""
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    answer: dict[str, Any]
    try:
        said, _, data = sys.stdin.buffer.read().partition(b"\n")
        answer = {"ok": read_invoice(data, Typed.from_json(json.loads(said))).to_json()}
    except InvoiceError as error:
        answer = _problem(error)
    except MemoryError:
        answer = _problem(
            TooLarge(
                "读取发票所需内存超过上限：请上传税务系统导出的原文件。",
                "Reading the invoice needs more memory than allowed: upload the file as the tax system exported it.",
            )
        )
    except RecursionError:
        answer = _problem(
            Hostile(
                "发票文件嵌套过深，已停止读取：请上传税务系统导出的原文件。",
                "The invoice file is nested too deeply; reading stopped: upload the file as the tax system exported it.",
            )
        )
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _limit(memory: int, seconds: int) -> None:
    """From here on this process can take no more memory and time, open few files and write none."""
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _problem(error: InvoiceError) -> dict[str, dict[str, str]]:
    return {"error": {"code": error.code, "zh": error.zh, "en": error.en}}


if __name__ == "__main__":
    main()
