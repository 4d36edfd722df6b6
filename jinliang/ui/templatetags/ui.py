"""Small marks that templates need everywhere."""

from django import template

register = template.Library()
