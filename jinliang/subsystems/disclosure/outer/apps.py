from importlib import import_module

from django.apps import AppConfig


class DisclosureOuterConfig(AppConfig):
    name = "jinliang.subsystems.disclosure.outer"
    label = "disclosure_outer"
    verbose_name = "依申请公开（外网受理）"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
