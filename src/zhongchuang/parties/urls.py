"""Addresses of the room."""

from django.urls import path

from zhongchuang.parties.views import accounts, me

app_name = "parties"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/rename", me.rename, name="rename"),
    path("accounts-and-roles/", accounts.accounts, name="accounts"),
    path("accounts-and-roles/<int:pk>/", accounts.account, name="account"),
    path("accounts-and-roles/<int:pk>/grant", accounts.grant, name="grant"),
    path("accounts-and-roles/<int:pk>/revoke", accounts.revoke, name="revoke"),
    path("accounts-and-roles/<int:pk>/lock", accounts.lock, name="lock"),
    path("accounts-and-roles/<int:pk>/unlock", accounts.unlock, name="unlock"),
]
