"""The project as a Django app: its templates and start-up checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "zhongchuang.project"
    label = "project"
