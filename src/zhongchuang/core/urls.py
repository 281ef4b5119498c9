"""Addresses of the house itself."""

from django.urls import path

from zhongchuang.core import views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("styleguide", views.styleguide, name="styleguide"),
]
