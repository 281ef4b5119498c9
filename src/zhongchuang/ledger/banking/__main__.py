"""The child process: a file of results on standard input, its rows as JSON on standard output.

`python -I -m zhongchuang.ledger.banking MEMORY_BYTES SECONDS SUFFIX`.
"""

from __future__ import annotations

import json
import resource
import sys


def main() -> int:
    """Limit oneself, then read; whatever goes wrong is an answer too."""
    memory, seconds, suffix = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read(), suffix), ensure_ascii=False))
    return 0


def _answer(data: bytes, suffix: str) -> dict[str, object]:
    # Only now, with the limits set, is the reader loaded.
    from zhongchuang.ledger.banking.errors import FileError
    from zhongchuang.ledger.banking.reading import read_results

    try:
        return {"ok": read_results(data, suffix).to_json()}
    except FileError as error:
        return {"error": {"zh": error.zh, "en": error.en}}
    except MemoryError:
        return {"error": {"zh": "文件太大，内存放不下。", "en": "The file is too large for memory."}}


if __name__ == "__main__":
    sys.exit(main())
