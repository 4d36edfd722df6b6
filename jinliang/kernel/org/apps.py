from importlib import import_module

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "jinliang.kernel.org"
    label = "org"
    verbose_name = "组织与身份"

    def ready(self) -> None:
        import_module("jinliang.kernel.org.jobs")
