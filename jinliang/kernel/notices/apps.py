from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jinliang.kernel.notices"
    label = "notices"
    verbose_name = "消息"
