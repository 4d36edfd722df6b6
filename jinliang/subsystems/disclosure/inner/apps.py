from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DisclosureInnerConfig(AppConfig):
    name = "jinliang.subsystems.disclosure.inner"
    label = "disclosure_inner"
    verbose_name = "依申请公开（内网办理）"

    def ready(self) -> None:
        autodiscover_modules("hooks")
