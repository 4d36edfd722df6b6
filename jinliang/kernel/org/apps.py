from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "jinliang.kernel.org"
    label = "org"
    verbose_name = "组织与身份"
