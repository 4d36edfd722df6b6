from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "jinliang.kernel.outbox"
    label = "outbox"
    verbose_name = "发件箱"
