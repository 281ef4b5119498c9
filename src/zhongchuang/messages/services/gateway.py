"""The SMS gateway: one HTTP POST a message, as most gateways (or a few lines before them) take it.

`POST SMS_GATEWAY_URL` with `{"to": …, "text": …, "sign": …}` as JSON, `Idempotency-Key` and, where a token is set,
`Authorization: Bearer …`. 2xx: taken. 408, 425, 429 and 5xx: later. Any other answer: this message will never be taken.
Off where no address is set.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SECONDS = 15.0
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where short messages go, with what credential, signed how (【众创台】)."""

    url: str
    token: str
    sign: str


class GatewayAway(Exception):
    """The gateway does not answer, or not now."""


class GatewayRefused(Exception):
    """The gateway will never take this message."""


def gateway() -> Gateway | None:
    """The gateway of this installation; None where none is set."""
    url = settings.SMS_GATEWAY_URL
    if url and not url.startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            f"ZHONGCHUANG_SMS_URL={url} 须以 https:// 开头 / has to begin with https://"
        )
    return Gateway(url, settings.SMS_GATEWAY_TOKEN, settings.SMS_GATEWAY_SIGN) if url else None


def hand_over(where: Gateway, *, reference: str, telephone: str, text: str) -> None:
    """Hand one message over. Raises GatewayAway, GatewayRefused; what they say holds neither number nor words."""
    request = urllib.request.Request(  # noqa: S310 - the operator's own address, checked to be http(s)
        where.url,
        data=json.dumps({"to": telephone, "text": text, "sign": where.sign}, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": reference},
    )
    if where.token:
        request.add_unredirected_header("Authorization", f"Bearer {where.token}")
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            answer.read(_MOST_READ)
    except urllib.error.HTTPError as refusal:
        with refusal:
            _refused(refusal.code)
    except (OSError, HTTPException) as failure:
        raise GatewayAway(
            f"短信网关没有应答：{type(failure).__name__} / the gateway does not answer"
        ) from failure


def _refused(status: int) -> None:
    if status in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise GatewayAway(f"短信网关暂不受理：{status} / the gateway says later")
    raise GatewayRefused(f"短信网关拒收：{status} / the gateway refuses the message")


class _StaysHere(urllib.request.HTTPRedirectHandler):
    """A gateway that points elsewhere gets no number sent there: its answer is a refusal."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> None:
        return None


_OPENER = urllib.request.build_opener(_StaysHere)
_MOST_READ = 65_536
