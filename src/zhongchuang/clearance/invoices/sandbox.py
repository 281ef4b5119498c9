"""Reading invoices from outside in a child process with limits on memory, time, open files and written bytes.

The child gets the bytes on standard input and an environment without secrets; it opens no file and needs no network. Whatever
it does, the parent answers within the time with an Invoice or an error of `errors`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from zhongchuang.clearance.invoices import errors
from zhongchuang.clearance.invoices.limits import SANDBOX_BYTES, SANDBOX_SECONDS
from zhongchuang.clearance.invoices.model import Invoice, Typed
from zhongchuang.clearance.invoices.read import refuse_size

_ERRORS: dict[str, type[errors.InvoiceError]] = {
    kind.code: kind
    for kind in (
        errors.TooLarge,
        errors.Hostile,
        errors.Encrypted,
        errors.Broken,
        errors.NotAnInvoice,
        errors.Ambiguous,
        errors.NotAsTyped,
    )
}


def read_in_sandbox(
    data: bytes,
    typed: Typed | None = None,
    *,
    timeout_s: float = SANDBOX_SECONDS,
    memory_bytes: int = SANDBOX_BYTES,
) -> Invoice:
    """Read an invoice in a child process; `timeout_s` is wall-clock seconds, `memory_bytes` the child's address space.

    Raises InvoiceError.
    """
    refuse_size(len(data))
    said = json.dumps((typed or Typed()).to_json())
    limits = [str(memory_bytes), str(max(1, int(timeout_s) + 1))]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "zhongchuang.clearance.invoices", *limits],
            input=said.encode() + b"\n" + data,
            capture_output=True,
            timeout=timeout_s,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise errors.ReadTimeout(
            f"读取发票超过 {timeout_s:.0f} 秒，已停止：请上传税务系统导出的原文件。",
            f"Reading the invoice took more than {timeout_s:.0f} s and was stopped: upload the file as the tax system "
            "exported it.",
        ) from error
    return _answer(done.returncode, done.stdout)


def _answer(status: int, output: bytes) -> Invoice:
    try:
        answer = json.loads(output)
        if "ok" in answer:
            return Invoice.from_json(answer["ok"])
        problem = answer["error"]
        raise _ERRORS[problem["code"]](problem["zh"], problem["en"])
    except (ValueError, KeyError, TypeError, errors.InvoiceModelError) as error:
        raise errors.Hostile(
            f"读取发票的过程中断（状态 {status}），文件可能过大、过深或已损坏：请上传税务系统导出的原文件。",
            f"Reading the invoice broke off (status {status}); the file may be too large, too deep or damaged: upload "
            "the file as the tax system exported it.",
        ) from error
