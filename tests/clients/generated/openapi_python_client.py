"""The client that openapi-python-client makes, asked for two lists, a record, a network and what is refused."""

import json
import sys

from casus_api import Client
from casus_api.api.agreements import list_agreement
from casus_api.api.armed_forces import get_armed_force
from casus_api.api.claims import list_claim
from casus_api.api.network import network

client = Client(base_url=sys.argv[1])
agreements = list_agreement.sync(client=client, limit=3)
claims = list_claim.sync(client=client, limit=20)
record = get_armed_force.sync("lna", client=client)
graph = network.sync(client=client, ego="armed-forces/lna")
refused = list_claim.sync(client=client, lang="no language")

answer = {
    "agreements": [item.id for item in agreements.items],
    "claims": [type(item).__name__.removesuffix("Item") for item in claims.items],
    "record": record.label,
    "edges": [edge.key for edge in graph.edges],
    "refused": [error.parameter for error in refused.errors],
}
json.dump(answer, sys.stdout)
