from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jinliang.kernel.desk"
    label = "desk"
    verbose_name = "工作台"
