from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "jinliang.kernel.exchange"
    label = "exchange"
    verbose_name = "交换与摆渡"
