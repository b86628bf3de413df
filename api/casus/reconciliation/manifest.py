"""The service manifest (specification, section 3.1)."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Final

from casus.model.json_schema import Json
from casus.reconciliation.extension import SETTINGS
from casus.reconciliation.vocabulary import Vocabulary
from casus.terms.namespaces import CASUS, RECORD

PATH: Final = "/v1/reconcile"
BATCH_SIZE: Final = 50
"""Queries in a batch; OpenRefine sends as many as the manifest allows."""
_PREVIEW: Final = {"width": 400, "height": 200}


def manifest(vocabulary: Vocabulary, root_url: str, template: Callable[[str], str]) -> Json:
    """What the service offers; `template` makes a URL of a path with a place for an entity's id."""
    return {
        "versions": ["0.2"],
        "name": "Casus: armed conflict",
        "identifierSpace": str(RECORD),
        "schemaSpace": str(CASUS),
        "defaultTypes": [kind.json() for kind in vocabulary.types.values() if "Claim" not in kind.broader],
        "documentation": f"{root_url}/docs",
        "serviceVersion": version("casus"),
        "view": {"url": template(f"{PATH}/view")},
        "preview": {"url": template(f"{PATH}/preview"), **_PREVIEW},
        "suggest": {
            name: {"service_url": root_url, "service_path": f"{PATH}/suggest/{name}"}
            for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": root_url, "service_path": f"{PATH}/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": BATCH_SIZE,
    }
