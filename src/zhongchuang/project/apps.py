"""The project as a Django app: its templates, its commands' words, and the admin that only looks."""

from django.apps import AppConfig, apps


class ProjectConfig(AppConfig):
    name = "zhongchuang.project"
    label = "project"

    def ready(self) -> None:
        """Before the admin looks for what the rooms register (it is ready after us)."""
        apps.get_app_config("admin").default_site = "zhongchuang.project.admin.LookOnlySite"  # type: ignore[attr-defined]  # AdminConfig's documented option
