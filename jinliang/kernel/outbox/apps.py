from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "jinliang.kernel.outbox"
    label = "outbox"
    verbose_name = "发件箱"

    def ready(self) -> None:
        autodiscover_modules("messages")
