from importlib import import_module

from django.apps import AppConfig


class IncomingConfig(AppConfig):
    name = "jinliang.subsystems.incoming"
    label = "incoming"
    verbose_name = "收文"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
