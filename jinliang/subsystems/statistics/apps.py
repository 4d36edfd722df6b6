from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "jinliang.subsystems.statistics"
    label = "statistics"
    verbose_name = "统计"
