import pytest

from jinliang.base.actor import SYSTEM
from jinliang.kernel.forms import services
from jinliang.kernel.forms.models import FormVersion

from .sample import GOOD, SAMPLE


@pytest.fixture
def sample(db: None) -> FormVersion:
    return services.publish(SAMPLE.key, SAMPLE.document(), by=SYSTEM)


@pytest.fixture
def good() -> dict[str, object]:
    return dict(GOOD)
