from importlib import import_module

from django.apps import AppConfig


class PersonalOfficeConfig(AppConfig):
    name = "jinliang.subsystems.personal_office"
    label = "personal_office"
    verbose_name = "个人办公"

    def ready(self) -> None:
        for part in ("hooks", "jobs"):
            import_module(f"{self.name}.{part}")
