"""The child of the sandbox: reads a document from standard input, prints its JSON or an error as JSON.

``python -m zhongchuang.policy.documents [FILENAME]``. The first line of the output is ``{"ok": …}`` or
``{"error": {"code", "zh", "en"}}``. Exit status 0 in both cases: a document that cannot be read is an answer.
"""

from __future__ import annotations

import json
import sys

from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.documents.read import read_document


def main() -> None:
    """Read standard input; the name of the file, if known, is the first argument."""
    filename = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        answer = {"ok": read_document(sys.stdin.buffer.read(), filename=filename).to_json()}
    except DocumentError as error:
        answer = {"error": {"code": error.code, "zh": error.zh, "en": error.en}}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
