from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "jinliang.kernel.trust"
    label = "trust"
    verbose_name = "密钥与证书"
