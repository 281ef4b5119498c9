"""Addresses of the room. A clause has its own: /policy/liaozhengbanfa-2016-88/三（四）."""

from django.urls import path

from zhongchuang.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.home, name="home"),
]
