from importlib import import_module

from django.apps import AppConfig


class SealUseConfig(AppConfig):
    name = "jinliang.subsystems.seal_use"
    label = "seal_use"
    verbose_name = "用印申请"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
