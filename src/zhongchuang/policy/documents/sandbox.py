"""Reading files from outside in a child process with limits on memory, time, open files and written bytes.

The child gets the bytes on standard input and an environment without secrets; it opens no file and needs no
network. Whatever it does, the parent answers within the time with a Document or an error of ``errors``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from zhongchuang.policy.documents import errors
from zhongchuang.policy.documents.extract import too_large
from zhongchuang.policy.documents.limits import MAX_FILE_BYTES, MIB, SANDBOX_BYTES, SANDBOX_SECONDS
from zhongchuang.policy.documents.model import Document

_ERRORS: dict[str, type[errors.DocumentError]] = {
    kind.code: kind
    for kind in (
        errors.Unreadable,
        errors.TooLarge,
        errors.Encrypted,
        errors.NoText,
        errors.UnknownFormat,
        errors.WrongExtension,
        errors.Broken,
        errors.Hostile,
    )
}

WITH_TEXT = "with-text"
"""Asks the child for the words as well."""
PARENT_BYTES = 32 * MIB
"""What the process that waits takes beside the file."""


def read_in_sandbox(
    source: Path | bytes,
    filename: str | None = None,
    *,
    timeout_s: float = SANDBOX_SECONDS,
    memory_bytes: int = SANDBOX_BYTES,
) -> Document:
    """Read a file or bytes in a child process.

    ``timeout_s`` is wall-clock time in seconds; ``memory_bytes`` is what both processes together may take:
    the child's address space is what the parent and the file it holds leave of it. A file above 64 MiB is
    refused by its size, before it is read. Raises the errors of ``errors``.
    """
    if isinstance(source, Path):
        filename = filename or source.name
    return Document.from_json(_asked(_bytes(source), filename, timeout_s, memory_bytes)["ok"])


def read_text_in_sandbox(
    source: bytes,
    filename: str | None = None,
    *,
    timeout_s: float = SANDBOX_SECONDS,
    memory_bytes: int = SANDBOX_BYTES,
) -> tuple[Document, str]:
    """Read bytes in a child process; beside the document the words it was read from, as a text that is read alike.

    Of a text file these are its own characters; of another format its paragraphs and tables, a line each. The warnings of
    the document are those of the file. Limits and errors are those of ``read_in_sandbox``.
    """
    answer = _asked(source, filename, timeout_s, memory_bytes, with_text=True)
    return Document.from_json(answer["ok"]), str(answer["text"])


def _asked(
    data: bytes, filename: str | None, timeout_s: float, memory_bytes: int, *, with_text: bool = False
) -> dict[str, Any]:
    """What the child answers. Raises the errors of ``errors``."""
    if len(data) > MAX_FILE_BYTES:
        raise too_large(len(data))
    limits = [str(memory_bytes - PARENT_BYTES - len(data)), str(max(1, int(timeout_s) + 1))]
    command = [sys.executable, "-I", "-m", "zhongchuang.policy.documents", *limits, filename or ""]
    if with_text:
        command.append(WITH_TEXT)
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=timeout_s,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise errors.ReadTimeout(
            f"读取超过 {timeout_s:.0f} 秒，已停止：文件过于复杂或已损坏，请另存为较简单的 PDF 或 DOCX "
            f"后再试。",
            f"Reading took more than {timeout_s:.0f} s and was stopped: the file is too complex or "
            f"damaged; save it "
            "as a simpler PDF or DOCX and try again.",
        ) from error
    return _answer(done.returncode, done.stdout)


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        if len(source) > MAX_FILE_BYTES:
            raise too_large(len(source))
        return source
    try:
        if not source.is_file():
            raise errors.Unreadable(
                f"找不到文件“{source.name}”，或它不是普通文件：请检查路径。",
                f"There is no regular file “{source.name}”: check the path.",
            )
        if (size := source.stat().st_size) > MAX_FILE_BYTES:
            raise too_large(size)
        return source.read_bytes()
    except OSError as error:
        raise errors.Unreadable(
            f"文件“{source.name}”打不开（{error.strerror}）：请检查路径和权限。",
            f"The file “{source.name}” cannot be opened ({error.strerror}): check the path and its "
            f"permissions.",
        ) from error


def _answer(status: int, output: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
        if "ok" in answer:
            Document.from_json(answer["ok"])  # what is no document is no answer
            return answer
        problem = answer["error"]
        raise _ERRORS.get(problem["code"], errors.Unreadable)(problem["zh"], problem["en"])
    except (ValueError, KeyError, TypeError) as error:
        raise errors.Hostile(
            f"读取过程中断（状态 {status}），文件可能过大、过深或已损坏：请另存为较简单的 PDF 或 DOCX "
            f"后再试。",
            f"Reading broke off (status {status}); the file may be too large, too deep or damaged: save "
            f"it as a "
            "simpler PDF or DOCX and try again.",
        ) from error
