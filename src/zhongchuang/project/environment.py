"""Where the platform's own choices come from: the process environment, else `var/zhongchuang.env`.

`make setup` writes `var/zhongchuang.env` (demonstration mode, keys made on the spot) so that the two commands of the README
need no configuration. A production machine has no such file: without its environment it is in production mode and
refuses to start until every value it needs is given (fail closed).
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[3]


class Mode(StrEnum):
    """How the platform runs; only demonstration mode knows demonstration accounts."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


class ConfigurationError(Exception):
    """A value of the environment is missing or unusable; the message says which and what to set."""


def var_dir() -> Path:
    """Folder of everything that is written at run time."""
    return Path(os.environ.get("ZHONGCHUANG_VAR", REPOSITORY / "var"))


def read_env_file(path: Path) -> dict[str, str]:
    """`NAME=value` lines; blank lines and `#` lines are passed over. A missing file is empty."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def environment() -> Mapping[str, str]:
    """The process environment over the file of `make setup`, which counts only where no mode is set."""
    if "ZHONGCHUANG_MODE" in os.environ:
        return os.environ
    return {**read_env_file(var_dir() / "zhongchuang.env"), **os.environ}


def mode_of(env: Mapping[str, str]) -> Mode:
    """The mode; production where nothing is said."""
    said = env.get("ZHONGCHUANG_MODE", Mode.PRODUCTION)
    try:
        return Mode(said)
    except ValueError:
        raise ConfigurationError(
            f"ZHONGCHUANG_MODE={said} 不是运行方式，请设为 production、demonstration 或 test 之一。"
            f" ZHONGCHUANG_MODE={said} is no mode; set production, demonstration or test."
        ) from None


def required(env: Mapping[str, str], name: str, meaning: str) -> str:
    """The value, or a sentence that names what is missing."""
    value = env.get(name, "")
    if not value:
        raise ConfigurationError(
            f"生产环境缺少环境变量 {name}（{meaning}），设置后再启动；本机试用请运行 make run。"
            f" The environment variable {name} is missing; set it and start again, or run `make run` to try the platform."
        )
    return value


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///path` or `postgres://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) if parts.path != "/:memory:" else ":memory:",
            "OPTIONS": {
                # A writer takes its lock at the start, so that two never deadlock half way (docs/decisions).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **options},
        }
    raise ConfigurationError(
        f"DATABASE_URL 的开头“{parts.scheme}”不认识，请用 sqlite:/// 或 postgres://。"
        f" DATABASE_URL must begin with sqlite:/// or postgres://, not {parts.scheme!r}."
    )


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """An OpenID Connect provider somebody may sign in with.

    `domains`: mail domains the provider answers for; with an address of one of them, confirmed on both sides, somebody is
    led to the account that has it. Without them nobody is linked by mail.
    """

    provider_id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...] = ()
    authorize_origin: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the browser is sent to sign in."""
        parts = urlsplit(self.issuer)
        return (self.authorize_origin or f"{parts.scheme}://{parts.netloc}",)

    def app(self) -> dict[str, object]:
        """The entry of allauth's SOCIALACCOUNT_PROVIDERS."""
        return {
            "provider_id": self.provider_id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "trusted_domains": list(self.domains)},
        }


def oidc_providers(env: Mapping[str, str]) -> tuple[OidcProvider, ...]:
    """The providers of `ZHONGCHUANG_OIDC=a,b`, each with its ZHONGCHUANG_OIDC_A_… variables; none where nothing is said.

    Raises ConfigurationError for a name that is no name, a variable that is missing, or an issuer without HTTPS.
    """
    names = [name.strip() for name in env.get("ZHONGCHUANG_OIDC", "").split(",") if name.strip()]
    return tuple(_oidc_provider(env, name) for name in names)


def _oidc_provider(env: Mapping[str, str], name: str) -> OidcProvider:
    if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", name):
        raise ConfigurationError(
            f"ZHONGCHUANG_OIDC 中的“{name}”不能作标识，请用小写字母和数字。"
            f" {name!r} in ZHONGCHUANG_OIDC is no identifier; use lower-case letters and digits."
        )
    prefix = f"ZHONGCHUANG_OIDC_{name.upper()}_"
    issuer = required(env, prefix + "ISSUER", "身份提供方的地址")
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in {"localhost", "127.0.0.1"}:
        raise ConfigurationError(
            f"{prefix}ISSUER 必须是 https 地址。 {prefix}ISSUER must be an https address."
        )
    return OidcProvider(
        provider_id=name,
        name=env.get(prefix + "NAME", name),
        issuer=issuer,
        client_id=required(env, prefix + "CLIENT_ID", "在提供方登记的客户端编号"),
        secret=required(env, prefix + "CLIENT_SECRET", "在提供方登记的客户端密钥"),
        domains=tuple(d.strip().lower() for d in env.get(prefix + "DOMAINS", "").split(",") if d.strip()),
        authorize_origin=env.get(prefix + "AUTHORIZE_ORIGIN", "").rstrip("/"),
    )


def new_environment_file() -> str:
    """The text of a fresh `var/zhongchuang.env`: demonstration mode and keys made here and now."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return (
        "# 由 make setup 生成，仅供本机演示；生产环境不读此文件。\n"
        "ZHONGCHUANG_MODE=demonstration\n"
        f"ZHONGCHUANG_SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"ZHONGCHUANG_KEYS=k1:{key}\n"
    )
