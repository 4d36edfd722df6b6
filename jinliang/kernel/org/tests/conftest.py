"""The duty that these tests give."""

from jinliang.kernel.org import registry

DUTY = registry.Duty("org.test_duty", "测试职责")
