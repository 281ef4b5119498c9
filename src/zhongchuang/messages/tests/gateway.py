"""A gateway for the tests: a real HTTP server on this machine that writes down what it takes and answers as told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Taken:
    """What came, and with which status the next ones are answered (the last one stays)."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    messages: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def a_gateway(*statuses: int) -> Iterator[Taken]:
    """The server for the length of a block."""
    taken = Taken(statuses=list(statuses) or [200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.messages.append(json.loads(body))
            taken.headers.append(dict(self.headers.items()))
            status = taken.statuses.pop(0) if len(taken.statuses) > 1 else taken.statuses[0]
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", taken.url + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    taken.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
