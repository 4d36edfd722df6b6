"""The forms of this side."""

from jinliang.kernel.forms import registry

from ..application import APPLICATION

registry.publish(APPLICATION)
