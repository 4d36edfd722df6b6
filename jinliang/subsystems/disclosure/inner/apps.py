from importlib import import_module

from django.apps import AppConfig


class DisclosureInnerConfig(AppConfig):
    name = "jinliang.subsystems.disclosure.inner"
    label = "disclosure_inner"
    verbose_name = "依申请公开（内网办理）"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
