from importlib import import_module

from django.apps import AppConfig


class DisclosureReportConfig(AppConfig):
    name = "jinliang.subsystems.disclosure.report"
    label = "disclosure_report"
    verbose_name = "公开年度报告"

    def ready(self) -> None:
        import_module(f"{self.name}.hooks")
