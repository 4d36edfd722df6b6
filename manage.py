"""Django's own commands, for developers; the IT office uses ``jinliang``."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinliang.sites.intranet")
    execute_from_command_line(sys.argv)
