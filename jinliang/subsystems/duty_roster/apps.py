from importlib import import_module

from django.apps import AppConfig


class DutyRosterConfig(AppConfig):
    name = "jinliang.subsystems.duty_roster"
    label = "duty_roster"
    verbose_name = "值班"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
