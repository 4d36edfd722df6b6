from importlib import import_module

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "jinliang.subsystems.supervision"
    label = "supervision"
    verbose_name = "督查督办"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
