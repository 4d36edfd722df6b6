from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FlowConfig(AppConfig):
    name = "jinliang.kernel.flow"
    label = "flow"
    verbose_name = "办件"

    def ready(self) -> None:
        autodiscover_modules("flow")
