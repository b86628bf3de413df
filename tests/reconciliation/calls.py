"""Calls of the reconciliation service, and the bodies that OpenRefine sends."""

import json
from typing import Any

from flask.testing import FlaskClient

from tests.reconciliation.answers import Json

URL = "/v1/reconcile"
OPENREFINE_GUESSES_TYPES = (
    "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Khalifa+Hifter%22%2C%22limit%22%3A3%7D%2C%22q1%22%3A%7B%22query%22%3A"
    "%22%D9%81%D8%A7%D8%A6%D8%B2+%D8%A7%D9%84%D8%B3%D8%B1%D8%A7%D8%AC%22%2C%22limit%22%3A3%7D%7D"
)
OPENREFINE_MATCHES_A_COLUMN = (
    "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Khalifa+Hifter%22%2C%22type%22%3A%22Person%22%2C%22type_strict%22%3A"
    "%22should%22%7D%2C%22q1%22%3A%7B%22query%22%3A%22Lybia%22%2C%22type%22%3A%22State%22%2C%22type_strict%22%3A%22should"
    "%22%2C%22properties%22%3A%5B%7B%22pid%22%3A%22cow-code%22%2C%22v%22%3A%22620%22%7D%5D%7D%7D"
)
OPENREFINE_ADDS_COLUMNS = (
    "extend=%7B%22ids%22%3A%5B%22states%2Flibya%22%2C%22states%2Frussia%22%5D%2C%22properties%22%3A%5B%7B%22id%22%3A"
    "%22cow-code%22%7D%2C%7B%22id%22%3A%22labels%22%2C%22settings%22%3A%7B%22language%22%3A%22ru%22%7D%7D%5D%7D"
)


def manifest(client: FlaskClient) -> Json:
    found: Json = client.get(URL).json
    return found


def reconciled(client: FlaskClient, queries: Json) -> Json:
    found: Json = client.post(URL, data={"queries": json.dumps(queries)}).json
    return found


def posted(client: FlaskClient, body: str) -> Any:
    return client.post(
        URL,
        data=body,
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
        headers={"Origin": "http://127.0.0.1:3333", "User-Agent": "OpenRefine/3.8.2"},
    )
