"""The room as a Django app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Its label is not `messages`: that is Django's own."""

    name = "zhongchuang.messages"
    label = "zhongchuang_messages"
    verbose_name = "通知与邮件"
    default_auto_field = "django.db.models.BigAutoField"
