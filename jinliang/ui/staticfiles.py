"""Static files under names with their hash; the scripts that are modules find each other under these names too."""

from __future__ import annotations

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Only our own: what libraries bring may name files that they do not bring.
MODULES = "documents/editor/*.js"
_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    patterns = (*CompressedManifestStaticFilesStorage.patterns, (MODULES, _IMPORTS))
