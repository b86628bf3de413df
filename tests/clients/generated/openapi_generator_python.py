"""The client that openapi-generator makes for Python, asked for two lists, a record, a network and what is refused."""

import json
import sys

import casus_api

client = casus_api.ApiClient(casus_api.Configuration(host=sys.argv[1]))
agreements = casus_api.AgreementsApi(client).list_agreement(limit=3)
claims = casus_api.ClaimsApi(client).list_claim(limit=20)
record = casus_api.ArmedForcesApi(client).get_armed_force("lna")
graph = casus_api.NetworkApi(client).network(ego="armed-forces/lna")
try:
    casus_api.ClaimsApi(client).list_claim(lang="no language")
    sys.exit("nothing was refused")
except casus_api.ApiException as error:
    refused = error.data

answer = {
    "agreements": [item.id for item in agreements.items],
    "claims": [type(item.actual_instance).__name__.removesuffix("Item") for item in claims.items],
    "record": record.label,
    "edges": [edge.key for edge in graph.edges],
    "refused": [each.parameter for each in refused.errors],
}
json.dump(answer, sys.stdout)
