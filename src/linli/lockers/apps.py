"""The lockers as a Django application."""

from django.apps import AppConfig


class LockersConfig(AppConfig):
    """智能外卖柜."""

    name = "linli.lockers"
    label = "lockers"
    default_auto_field = "django.db.models.BigAutoField"
