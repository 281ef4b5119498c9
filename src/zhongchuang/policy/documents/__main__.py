"""The child of the sandbox: reads a document from standard input, prints its JSON or an error as JSON.

``python -m zhongchuang.policy.documents [FILENAME]``. The first line of the output is ``{"ok": …}`` or
``{"error": {"code", "zh", "en"}}``. Exit status 0 in both cases: a document that cannot be read is an answer.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from zhongchuang.policy.documents.errors import DocumentError, Hostile, TooLarge
from zhongchuang.policy.documents.read import read_document


def main() -> None:
    """Read standard input; the name of the file, if known, is the first argument."""
    filename = sys.argv[1] if len(sys.argv) > 1 else None
    answer: dict[str, Any]
    try:
        answer = {"ok": read_document(sys.stdin.buffer.read(), filename=filename).to_json()}
    except DocumentError as error:
        answer = _problem(error)
    except MemoryError:
        answer = _problem(
            TooLarge(
                "读取所需内存超过上限：请只上传公文本身，或另存为较简单的文件。",
                "Reading needs more memory than allowed: upload the document alone, or save it as a simpler file.",
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


def _problem(error: DocumentError) -> dict[str, dict[str, str]]:
    return {"error": {"code": error.code, "zh": error.zh, "en": error.en}}


if __name__ == "__main__":
    main()
