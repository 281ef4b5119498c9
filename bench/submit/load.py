"""The browsers of the applicants: a process of its own, knowing nothing of the platform but its pages.

`python -m bench.submit.load PORT SECONDS < applicants.json` prints JSON. Each has the page with the button open, presses it at
a moment of its own within so many seconds, and is led on to the page that says that it was handed in. One in ten presses twice.
Time runs from the moment somebody meant to press, whether or not the machine was ready for it.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlencode

HOST = "bench.invalid"
SEED = 88
TWICE = 10
"""One in so many presses the button a second time before the answer is there."""
IMPATIENCE = 0.15
PATIENCE = 60.0
READING = 8
"""How many read the page before at once; that is not measured."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody before the page with the button: their cookies and what the form holds."""

    path: str
    cookies: str
    form: str


@dataclass(frozen=True, slots=True)
class Press:
    """One press of the button: where it led, after how long the answer and the page after it were there."""

    led_to: str
    answered: float
    shown: float


class Played(TypedDict):
    """Where each was led, once or twice; how long each press took until its answer, and until the page after it, sorted."""

    led_to: list[list[str]]
    answered: list[float]
    shown: list[float]


def _ask(
    port: int, method: str, path: str, cookies: str, body: str = ""
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "Origin": f"https://{HOST}",
        "Cookie": cookies,
        "Accept-Language": "zh-CN",
    }
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def opened(port: int, session: str, number: str) -> Applicant:
    """The page before handing in, read as a browser reads it."""
    path, cookies = f"/my/cases/{number}/review/", f"sessionid={session}"
    answer, page = _ask(port, "GET", path, cookies)
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{path}: {answer.status}\n{page[:2000]}")
    token = re.search(r"csrftoken=([^;]+)", str(answer.headers["Set-Cookie"]))
    button = page[page.index('<section class="hand-in"') :]
    fields = dict(re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', button))
    if token is None or "idempotency_key" not in fields:
        raise SystemExit(f"{path} has no form:\n{button[:2000]}")
    return Applicant(path, f"{cookies}; csrftoken={token[1]}", urlencode({**fields, "confirmed": "yes"}))


def pressed(port: int, one: Applicant, at: float) -> Press:
    """Wait for the moment, press, be led on."""
    time.sleep(max(0.0, at - time.monotonic()))
    answer, _page = _ask(port, "POST", one.path, one.cookies, one.form)
    answered = time.monotonic() - at
    led_to = answer.headers["Location"] or ""
    if answer.status != http.HTTPStatus.FOUND:
        return Press(f"{answer.status}", answered, answered)
    shown, _page = _ask(port, "GET", led_to, one.cookies)
    found = led_to if shown.status == http.HTTPStatus.OK else f"{shown.status}"
    return Press(found, answered, time.monotonic() - at)


def play(port: int, seconds: float, people: list[dict[str, str]]) -> Played:
    """All of them."""
    with ThreadPoolExecutor(READING) as pool:
        ready = list(pool.map(lambda one: opened(port, one["session"], one["number"]), people))
    chance = random.Random(SEED)
    begins = time.monotonic() + 1
    moments = [begins + chance.uniform(0, seconds) for _ in ready]
    again = [at + IMPATIENCE for at in moments[::TWICE]]
    presses = [*enumerate(moments), *zip(range(0, len(ready), TWICE), again, strict=True)]
    done: list[tuple[int, Press]] = []

    def press(number: int, at: float) -> None:
        done.append((number, pressed(port, ready[number], at)))

    threads = [threading.Thread(target=press, args=one) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "led_to": [[press.led_to for n, press in done if n == number] for number in range(len(ready))],
        "answered": sorted(press.answered for _n, press in done),
        "shown": sorted(press.shown for _n, press in done),
    }


if __name__ == "__main__":
    print(json.dumps(play(int(sys.argv[1]), float(sys.argv[2]), json.load(sys.stdin))))
