"""Django settings. Every choice that differs between machines comes from the environment (environment.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhongchuang.project.environment import (
    REPOSITORY,
    Mode,
    database,
    environment,
    mode_of,
    oidc_providers,
    required,
    var_dir,
)

ENV = environment()
MODE = mode_of(ENV)
PRODUCTION = MODE is Mode.PRODUCTION
DEMONSTRATION = MODE is Mode.DEMONSTRATION
DEBUG = False  # never: a page with a traceback is no sentence, and it shows what is nobody's business

BASE_DIR = Path(__file__).resolve().parents[1]
VAR_DIR = var_dir()
PACKS_DIR = Path(ENV.get("ZHONGCHUANG_PACKS", REPOSITORY / "packs"))
# invented rules against double support, to try the check with; nowhere else do they bind
CUMULATION_DEMONSTRATION_DIR = (
    Path(__file__).with_name("demonstration_files") if MODE is Mode.DEMONSTRATION else None
)
AUDIT_PUBLICATION_DIR = Path(ENV.get("ZHONGCHUANG_AUDIT_DIR", VAR_DIR / "audit"))
TEST_KEY = "k0:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="  # known to all: tests only

if MODE is Mode.TEST:
    SECRET_KEY = "test"  # noqa: S105 - the test mode has nothing to protect
    ZHONGCHUANG_KEYS = ENV.get("ZHONGCHUANG_KEYS", TEST_KEY)
    ALLOWED_HOSTS = ["*"]
    DATABASE_URL = ENV.get("DATABASE_URL", "sqlite:///" + str(VAR_DIR / "test.sqlite3"))
else:
    SECRET_KEY = required(ENV, "ZHONGCHUANG_SECRET_KEY", "签名用的随机长串")
    ZHONGCHUANG_KEYS = required(ENV, "ZHONGCHUANG_KEYS", "加密密钥，编号:base64，第一个为现用")
    ALLOWED_HOSTS = (
        required(ENV, "ZHONGCHUANG_HOSTS", "对外的主机名，逗号分隔").split(",")
        if PRODUCTION
        else ["127.0.0.1", "localhost", "[::1]"]
    )
    DATABASE_URL = (
        required(ENV, "DATABASE_URL", "数据库地址")
        if PRODUCTION
        else ENV.get("DATABASE_URL", "sqlite:///" + str(VAR_DIR / "zhongchuang.sqlite3"))
    )
SECRET_KEY_FALLBACKS = [key for key in ENV.get("ZHONGCHUANG_SECRET_KEY_OLD", "").split(",") if key]
DATABASES: dict[str, Any] = {"default": database(DATABASE_URL)}
if DATABASE_URL.startswith("sqlite"):
    # Race tests need several connections to one database, so the suite's is a file too.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test_suite.sqlite3")}
ZHONGCHUANG_CONTENT_VERSION = "zhongchuang.project.content.content_version"
ZHONGCHUANG_CONTENT_SECONDS = 0 if MODE is Mode.TEST else 1
ZHONGCHUANG_WIRING = "zhongchuang.project.wiring.LISTENERS"
ZHONGCHUANG_SEARCH = "zhongchuang.project.search.SEARCH_KINDS"
ZHONGCHUANG_SCHEDULES = "zhongchuang.project.wiring.SCHEDULES"
ZHONGCHUANG_CLOCK = "" if PRODUCTION else ENV.get("ZHONGCHUANG_CLOCK", "")

INSTALLED_APPS = [
    "zhongchuang.project",
    "zhongchuang.cases",
    "zhongchuang.vouchers",
    "zhongchuang.clearance",
    "zhongchuang.ledger",
    "zhongchuang.policy",
    "zhongchuang.parties",
    "zhongchuang.files",
    "zhongchuang.messages",
    "zhongchuang.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
if MODE is Mode.TEST:
    INSTALLED_APPS.append(
        "allauth.idp.oidc"
    )  # the provider that the tests sign in to; its addresses are theirs
MIDDLEWARE = [
    "zhongchuang.core.public_pages.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhongchuang.project.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhongchuang.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhongchuang.parties.accounts.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhongchuang.core.middleware.ErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "zhongchuang.project.urls"
ASGI_APPLICATION = "zhongchuang.project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhongchuang.project.navigation.navigation",
            ],
        },
    }
]

# Accounts: password, passkey, second factor, other providers (docs/accounts.md). What allauth and axes count of wrong tries
# and used codes must hold in every process, so their cache is a table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # a flood must not push the counters out
    }
}
# What the ledger asks before a payment leaves; the ledger itself knows no cases.
ZHONGCHUANG_PAYMENT_CHECK = "zhongchuang.cases.services.paying.payments_checked"
# … and before what was redeemed of a case's voucher is settled with the provider.
ZHONGCHUANG_SETTLEMENT_CHECK = "zhongchuang.cases.services.paying.vouchers_checked"
# Vouchers of a programme are promised only under a scheme that is in force.
ZHONGCHUANG_SCHEME_CHECK = "zhongchuang.vouchers.selectors.scheme_checking.scheme_checked"
ZHONGCHUANG_BOOK_CHECKS = ("zhongchuang.vouchers.selectors.proving.faults",)
ZHONGCHUANG_AHEAD_PAGE = "cases:publication"  # where publication is reviewed before the decision
ZHONGCHUANG_CASE_PAGE = "cases:office_case"  # from a payment to its case, by number
ZHONGCHUANG_CALLS_PAGE = "cases:calls"  # from a measure to the open calls that carry it out, `?measure=`
AUTH_USER_MODEL = "parties.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 costs 0.25 s a user
    if MODE is Mode.TEST
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none" if DEMONSTRATION else "mandatory"
ACCOUNT_ADAPTER = "zhongchuang.parties.accounts.AccountAdapter"
ACCOUNT_FORMS = {"signup": "zhongchuang.parties.forms.SignupForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.get("ZHONGCHUANG_BEHIND_PROXY") == "yes" else 0
MFA_ADAPTER = "zhongchuang.parties.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "zhongchuang.parties.accounts.codes.AuthenticateForm",
    "reauthenticate": "zhongchuang.parties.accounts.codes.ReauthenticateForm",
    "activate_totp": "zhongchuang.parties.accounts.codes.ActivateTOTPForm",
    "add_webauthn": "zhongchuang.parties.accounts.codes.AddPasskeyForm",
    "edit_webauthn": "zhongchuang.parties.accounts.codes.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "众创台"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ: one step before and after
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = DEMONSTRATION  # there no confirmation is mailed
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
STAFF_NEEDS_SECOND_FACTOR = ENV.get("ZHONGCHUANG_STAFF_SECOND_FACTOR", "yes" if PRODUCTION else "no") == "yes"
OIDC_PROVIDERS = oidc_providers(ENV)
SOCIALACCOUNT_ADAPTER = "zhongchuang.parties.accounts.ProviderAdapter"
SOCIALACCOUNT_FORMS = {"signup": "zhongchuang.parties.accounts.codes.ProviderSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # a name and a role are asked first
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # within what ProviderAdapter allows
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [provider.app() for provider in OIDC_PROVIDERS]}
}
ZHONGCHUANG_PERSONAL_DATA = "zhongchuang.project.personal_data.SOURCES"
ERASURE_WAITS_DAYS = 7
LOGIN_REDIRECT_URL = "policy:home"
LOGIN_URL = "account_login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "zhongchuang.parties.accounts.locked_out"
AXES_CLIENT_IP_CALLABLE = "zhongchuang.parties.accounts.client_ip"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time the page tells stays true
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the audit log
AXES_ENABLED = MODE is not Mode.TEST

# Mail goes to the log of the server until a host is named.
EMAIL_HOST = ENV.get("ZHONGCHUANG_MAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_PORT = int(ENV.get("ZHONGCHUANG_MAIL_PORT", "25"))
EMAIL_HOST_USER = ENV.get("ZHONGCHUANG_MAIL_USER", "")
EMAIL_HOST_PASSWORD = ENV.get("ZHONGCHUANG_MAIL_PASSWORD", "")
EMAIL_USE_SSL = ENV.get("ZHONGCHUANG_MAIL_SECURITY") == "ssl"
EMAIL_USE_TLS = ENV.get("ZHONGCHUANG_MAIL_SECURITY") == "starttls"
EMAIL_TIMEOUT = 30  # far shorter than a worker's claim on a mail (messages/decisions.py)
DEFAULT_FROM_EMAIL = ENV.get("ZHONGCHUANG_MAIL_FROM", "noreply@localhost")
# Short messages: off until the address of a gateway is set (messages/services/gateway.py says what it is sent).
SMS_GATEWAY_URL = ENV.get("ZHONGCHUANG_SMS_URL", "")
SMS_GATEWAY_TOKEN = ENV.get("ZHONGCHUANG_SMS_TOKEN", "")
SMS_GATEWAY_SIGN = ENV.get("ZHONGCHUANG_SMS_SIGN", "众创台")
# Where readers find the site: mails, feeds and linked data name it where no request tells.
SITE_URL = ENV.get(
    "ZHONGCHUANG_SITE_URL",
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://127.0.0.1:{ENV.get('PORT', '8000')}",
).rstrip("/")
# Under whose name ids of feed entries are given out (RFC 4151); a site that moves keeps the old name, and its readers' places.
TAG_AUTHORITY = ENV.get("ZHONGCHUANG_TAG_AUTHORITY", SITE_URL.partition("://")[2].partition(":")[0])

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE is Mode.TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# A test has a server of its own: it looks for the file that is asked for and does not read every file there is.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE is Mode.TEST
MEDIA_ROOT = VAR_DIR / "media"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# One origin, nothing inline, nobody may frame us.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        # A browser applies this to where a form is led on to: the providers somebody may sign in with.
        "form-action": [
            "'self'",
            *sorted({origin for provider in OIDC_PROVIDERS for origin in provider.origins}),
        ],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_ENGINE = "zhongchuang.parties.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zhongchuang.core.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
if PRODUCTION and ENV.get("ZHONGCHUANG_BEHIND_PROXY") == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION]
# The API: (requests, seconds) by address for visitors, by token for other software.
API_LIMITS = {"visitor": (120, 60), "token": (1200, 60)}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
