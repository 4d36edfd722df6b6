from importlib import import_module

from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "jinliang.subsystems.outgoing"
    label = "outgoing"
    verbose_name = "发文"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
