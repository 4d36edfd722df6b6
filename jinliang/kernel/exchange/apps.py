from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "jinliang.kernel.exchange"
    label = "exchange"
    verbose_name = "交换与摆渡"

    def ready(self) -> None:
        autodiscover_modules("messages")
