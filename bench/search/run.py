"""Search on both databases against SQL LIKE on the same table, in the same run.

100,000 documents of at least 5,000 characters; two-character words found in at most 1 % of them. Ours is `find` as the page
calls it: the exact count, the 20 best with their snippets, and the facets. The peer is the count and the 20 best by LIKE in
one statement, without snippets and facets. Both must count the same.

Run alone: `python -m bench search`, or `python -m bench.search.run [DOCUMENTS]`. Building takes minutes on each database.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Row
from tests.postgres import server

DOCUMENTS = 100_000
SEED = 20161121
ROUNDS = 5
PEER_WORDS = 21
LARGEST_SHARE = 0.01
PROGRESS = 10_000
LIKE = (
    "SELECT e.id, count(*) OVER () FROM core_searchtext t JOIN core_searchentry e ON e.id = t.entry_id"
    " WHERE t.folded LIKE %s ORDER BY e.standing, e.rank, e.day DESC, e.key LIMIT 20"
)


def run(documents: int = DOCUMENTS) -> list[Row]:
    """Both databases, one after the other, each in a process of its own."""
    with TemporaryDirectory() as folder:
        rows = _measured("SQLite", "sqlite:///" + str(Path(folder) / "search.sqlite3"), folder, documents)
        with server() as address:
            rows += _measured("PostgreSQL", address, folder, documents)
    return rows


def _measured(name: str, address: str, folder: str, documents: int) -> list[Row]:
    environment = {
        **os.environ,
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": folder,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
    }
    command = [sys.executable, "-m", "bench.search.run", "--measure", str(documents)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(child.stdout)
    title = f"search: {documents:,} documents, {name}, p95"
    ours, peer = found["ours_p95"], found["peer_p95"]
    print(
        f"{title}  {ours * 1000:.1f} ms  {peer * 1000:.0f} ms  {ours / peer:.4f}\n"
        f"· {name}：{found['words']} 个词，各在 {found['least']}–{found['most']} 篇里；"
        f"p50 {found['ours_p50'] * 1000:.1f} ms 对 {found['peer_p50'] * 1000:.0f} ms；建成用 {found['build']:.0f} s；"
        f"正文 {found['texts_mb']:,.0f} MB，数据库 {found['database_mb']:,.0f} MB，其中字与字对 {found['grams_mb']:,.0f} MB"
    )
    return [(title, ours, peer, ours / peer)]


def measure(documents: int) -> None:
    """Build and measure in this process; the result as JSON on standard output."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.search import sizes, texts
    from zhongchuang.core.actors import ANONYMOUS
    from zhongchuang.core.search import PUBLIC, Entry, SearchKind, SearchQuery, find, index_rebuild, use_kinds

    call_command("migrate", "core", verbosity=0)
    spoken = texts.language(SEED)

    def told() -> Iterator[Entry]:
        """The documents, with a word now and then to whoever waits."""
        for number, document in enumerate(texts.documents(spoken, documents, SEED)):
            if number % PROGRESS == 0:
                print(f"  {connection.vendor}: {number:,} of {documents:,}", file=sys.stderr, flush=True)
            yield document

    started = time.perf_counter()
    kind = SearchKind(
        "document",
        "文件",
        str,
        lambda _actor: frozenset({PUBLIC}),
        told,
    )
    with use_kinds((kind,)):
        index_rebuild()
    build = time.perf_counter() - started
    sizes.settle(connection)

    def ours(word: str) -> tuple[int, float]:
        begun = time.perf_counter()
        page = find(SearchQuery(word), actor=ANONYMOUS)
        return page.total, time.perf_counter() - begun

    def peer(word: str) -> tuple[int, float]:
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(LIKE, [f"%{word}%"])
            rows = cursor.fetchall()
        return (rows[0][1] if rows else 0), time.perf_counter() - begun

    with use_kinds((kind,)):
        ours("字")  # what a process does once
        counts = {word: ours(word)[0] for word in spoken.planted}
        words = [word for word, count in counts.items() if 0 < count <= documents * LARGEST_SHARE]
        asked = words[:: max(1, len(words) // PEER_WORDS)][:PEER_WORDS]
        theirs = _times(peer, asked, counts, 1)
        found = _times(ours, words, counts, ROUNDS)
    print(
        json.dumps(
            {
                "words": len(words),
                "least": min(counts[word] for word in words),
                "most": max(counts[word] for word in words),
                "ours_p95": _p95(found),
                "ours_p50": statistics.median(found),
                "peer_p95": _p95(theirs),
                "peer_p50": statistics.median(theirs),
                "build": build,
                **sizes.megabytes(connection),
            }
        )
    )


def _times(
    search: Callable[[str], tuple[int, float]], words: list[str], counts: dict[str, int], rounds: int
) -> list[float]:
    """How long each search took; ends where a count is not the same."""
    times: list[float] = []
    for _ in range(rounds):
        for word in words:
            count, seconds = search(word)
            if count != counts[word]:
                raise SystemExit(f"{word}: {count} here, {counts[word]} there")
            times.append(seconds)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
