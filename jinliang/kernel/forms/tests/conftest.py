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


@pytest.fixture(autouse=True)
def unhashed_assets(settings):
    """Tests run without collected assets."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
