"""Addresses of the room."""

from django.urls import include, path

from zhongchuang.parties.views import (
    accounts,
    data,
    invitations,
    me,
    notes,
    organisations,
    sessions,
    tokens,
)
from zhongchuang.parties.views.spaces import keeping

app_name = "parties"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/rename", me.rename, name="rename"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke", tokens.token_revoke, name="token_revoke"),
    path("me/language", me.language, name="language"),
    path("me/data/", data.data, name="data"),
    path("me/data/export", data.export, name="export"),
    path("me/data/erase/", data.erase, name="erase"),
    path("me/data/erase/cancel", data.cancel, name="erase_cancel"),
    path("me/sessions/", sessions.sessions, name="sessions"),
    path("me/sessions/end", sessions.end, name="sessions_end"),
    path("my/notes/", notes.notes, name="notes"),
    path("my/notes/<int:pk>/", notes.note, name="note"),
    path("my/notes/read", notes.read_all, name="notes_read_all"),
    path("accounts-and-roles/", accounts.accounts, name="accounts"),
    path("accounts-and-roles/<int:pk>/", accounts.account, name="account"),
    path("accounts-and-roles/<int:pk>/grant", accounts.grant, name="grant"),
    path("accounts-and-roles/<int:pk>/revoke", accounts.revoke, name="revoke"),
    path("accounts-and-roles/<int:pk>/lock", accounts.lock, name="lock"),
    path("accounts-and-roles/<int:pk>/unlock", accounts.unlock, name="unlock"),
    path("accounts-and-roles/<int:pk>/reopen", accounts.reopen, name="reopen"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/invite", organisations.invite, name="invite"),
    path("organisations/<int:pk>/withdraw", organisations.withdraw, name="withdraw"),
    path("organisations/<int:pk>/standing", organisations.standing, name="standing"),
    path("organisations/<int:pk>/remove", organisations.remove, name="remove"),
    path("my-spaces/", keeping.mine, name="my_spaces"),
    path("spaces/", include("zhongchuang.parties.views.spaces.urls")),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
]
