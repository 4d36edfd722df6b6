"""The desk stands above all else."""

from jinliang.ui.registry import NavEntry, add_nav

from .views.desk import waiting

add_nav(NavEntry("", "工作台", "home", "desk:home", count=waiting))
