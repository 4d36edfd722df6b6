from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class BridgesConfig(AppConfig):
    name = "jinliang.bridges"
    label = "bridges"
    verbose_name = "业务衔接"

    def ready(self) -> None:
        for name in settings.JINLIANG_BRIDGES:
            import_module(f"{self.name}.{name}")
