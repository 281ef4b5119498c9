"""Addresses of the room."""

from django.urls import path

from zhongchuang.parties import views

app_name = "parties"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/rename", views.rename, name="rename"),
    path("accounts-and-roles/", views.accounts, name="accounts"),
    path("accounts-and-roles/<int:pk>/", views.account, name="account"),
    path("accounts-and-roles/<int:pk>/grant", views.grant, name="grant"),
    path("accounts-and-roles/<int:pk>/revoke", views.revoke, name="revoke"),
    path("accounts-and-roles/<int:pk>/lock", views.lock, name="lock"),
    path("accounts-and-roles/<int:pk>/unlock", views.unlock, name="unlock"),
]
