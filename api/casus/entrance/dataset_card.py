"""The dataset in the words of schema.org, for search engines that list datasets."""

from typing import Final

from casus.model.json_schema import Json
from casus.release.manifest import Manifest
from casus.terms.namespaces import DATA_LICENCE

_DESCRIPTION: Final = (
    "States, armed forces, agreements, negotiations and contested claims about armed conflict: each claim with its "
    "status, its time and the evidence for and against it."
)
_KEYWORDS: Final = ("armed conflict", "peace agreements", "negotiations", "external support", "Libya")


def dataset_card(manifest: Manifest, root: str) -> Json:
    """The release as a schema.org Dataset, with its dumps."""
    page = f"{root}/v1/releases/{manifest.id}"
    dumps = [
        {
            "@type": "DataDownload",
            "name": dump.name,
            "encodingFormat": dump.media_type,
            "contentUrl": f"{page}/dumps/{dump.name}",
            "contentSize": f"{dump.bytes} B",
            "sha256": dump.sha256,
        }
        for dump in manifest.dumps
    ]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": "Casus",
        "description": _DESCRIPTION,
        "url": f"{root}/",
        "license": DATA_LICENCE,
        "version": manifest.id,
        "dateModified": manifest.built_at,
        "isAccessibleForFree": True,
        "keywords": list(_KEYWORDS),
        "creditText": manifest.cite_as(url=page),
        "distribution": dumps,
    }
