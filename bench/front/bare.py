"""The peer: Django as `startproject` makes it, one template page, no database, served the same way as ours."""

from __future__ import annotations

import sys

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {
                                    "page.html": (
                                        "<!doctype html><html lang='zh'><title>{{ title }}</title>"
                                        "<h1>{{ title }}</h1><ul>"
                                        "{% for item in items %}<li>{{ item }}</li>{% endfor %}</ul></html>"
                                    )
                                },
                            )
                        ],
                    )
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
    STATIC_URL="/static/",
    DATABASES={},
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    """A heading and twenty lines."""
    return render(request, "page.html", {"title": "众创空间", "items": range(20)})


urlpatterns = [path("", page)]
application = get_asgi_application()

if __name__ == "__main__":
    sys.exit("served by bench.front.run")
