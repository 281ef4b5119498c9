"""The child of the sandbox: reads a document from standard input, prints its JSON or an error as JSON.

``python -m zhongchuang.policy.documents BYTES SECONDS [FILENAME [with-text]]``. The first line of the output is ``{"ok": …}`` or
``{"error": {"code", "zh", "en"}}``. Exit status 0 in both cases: a document that cannot be read is an answer.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from zhongchuang.policy.documents.errors import DocumentError, Hostile, TooLarge
from zhongchuang.policy.documents.read import read_document, read_with_text
from zhongchuang.policy.documents.sandbox import WITH_TEXT


def main() -> None:
    """Set the limits given (address space in bytes, CPU seconds), then read standard input; the third argument
    is the file's name, if known.
    """
    memory, seconds, filename = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] or None
    _limit(memory, seconds)
    answer: dict[str, Any]
    try:
        data = sys.stdin.buffer.read()
        if WITH_TEXT in sys.argv[4:]:
            document, text = read_with_text(data, filename=filename)
            answer = {"ok": document.to_json(), "text": text}
        else:
            answer = {"ok": read_document(data, filename=filename).to_json()}
    except DocumentError as error:
        answer = _problem(error)
    except MemoryError:
        answer = _problem(
            TooLarge(
                "读取所需内存超过上限：请只上传公文本身，或另存为较简单的文件。",
                "Reading needs more memory than allowed: upload the document alone, or save it as a "
                "simpler file.",
            )
        )
    except RecursionError:
        answer = _problem(
            Hostile(
                "文件结构嵌套过深，已停止读取：请另存为较简单的文件。",
                "The file is nested too deeply; reading stopped: save it as a simpler file.",
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


def _problem(error: DocumentError) -> dict[str, dict[str, str]]:
    return {"error": {"code": error.code, "zh": error.zh, "en": error.en}}


if __name__ == "__main__":
    main()
