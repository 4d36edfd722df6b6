from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "jinliang.kernel.figures"
    label = "figures"
    verbose_name = "统计"
