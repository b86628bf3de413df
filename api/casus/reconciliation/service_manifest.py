"""The service manifest (specification, section 3.1)."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Final

from casus.model.json_schema import URL, Json, array, closed
from casus.reconciliation.batch import BATCH_SIZE
from casus.reconciliation.columns import SETTING, settings
from casus.reconciliation.entities import TEXT
from casus.reconciliation.vocabulary import NAMED, Vocabulary
from casus.terms.namespaces import CASUS, RECORD

PATH: Final = "/v1/reconcile"
_PREVIEW: Final = {"width": 400, "height": 200}
_SERVICE: Final = closed({"service_url": URL, "service_path": {"type": "string", "pattern": "^/"}})
MANIFEST: Final = closed(
    {
        "versions": array(TEXT),
        "name": TEXT,
        "identifierSpace": URL,
        "schemaSpace": URL,
        "defaultTypes": array(NAMED),
        "documentation": URL,
        "serviceVersion": TEXT,
        "view": closed({"url": TEXT}),
        "preview": closed({"url": TEXT, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": closed({"entity": _SERVICE, "property": _SERVICE, "type": _SERVICE}),
        "extend": closed({"propose_properties": _SERVICE, "property_settings": array(SETTING)}),
        "batchSize": {"type": "integer"},
    },
    "What the service offers.",
)


def service_manifest(vocabulary: Vocabulary, root_url: str, template: Callable[[str], str]) -> Json:
    """What the service offers, as MANIFEST says; `template` makes a URL of a path with a place for an entity's id."""
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
            "property_settings": settings(),
        },
        "batchSize": BATCH_SIZE,
    }
