from importlib import import_module

from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "jinliang.kernel.seals"
    label = "seals"
    verbose_name = "电子印章"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
