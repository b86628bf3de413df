"""What can be read beside the tools: the vocabulary of queries, the questions with theirs, code lists and records."""

import json
import re
from typing import Final

from casus.assistants.answers import NOTICE
from casus.assistants.calls import asked
from casus.assistants.tools import tools_of
from casus.http.paging import released
from casus.http.problems import near_names
from casus.model.json_schema import Json
from casus.questions.questions import questions_of
from casus.store.open_release import OpenRelease

SCHEME: Final = "casus://"
_JSON: Final = "application/json"
_QUERY: Final = "application/sparql-query"
_VOCABULARY: Final = f"{SCHEME}vocabulary"
_PREFIXES: Final = f"{SCHEME}prefixes"
_QUESTIONS: Final = f"{SCHEME}questions"
_CONSTANT: Final = "constant"
_URI: Final = re.compile(r"casus://(?P<kind>[a-z]+)(?:/(?P<name>[\w.-]+(?:/[\w.-]+)?))?")
TEMPLATES: Final[list[Json]] = [
    {
        "uri_template": f"{_QUESTIONS}/{{slug}}",
        "name": "question",
        "title": "The query of a question",
        "description": "SPARQL 1.1 with its parameters and columns; it runs as it is.",
        "mime_type": _QUERY,
    },
    {
        "uri_template": f"{SCHEME}codes/{{code_list}}",
        "name": "codes",
        "title": "A code list",
        "description": "The codes with their definitions, such as casus://codes/claim-status.",
        "mime_type": _JSON,
    },
    {
        "uri_template": f"{SCHEME}records/{{collection}}/{{slug}}",
        "name": "record",
        "title": "A record",
        "description": "What the tool record answers, such as casus://records/negotiations/moscow-talks-2020.",
        "mime_type": _JSON,
    },
]


class NoResource(LookupError):
    """There is no resource of that URI; `similar` are those that may have been meant."""

    def __init__(self, uri: str, similar: list[str]) -> None:
        meant = f" Did you mean {' or '.join(similar)}?" if similar else ""
        super().__init__(f"There is no resource {json.dumps(uri[:200])}.{meant}")
        self.similar = similar


def listed(release: OpenRelease) -> list[Json]:
    """The resources that have no part to fill in."""
    return [
        {
            "uri": _VOCABULARY,
            "name": "vocabulary",
            "title": "The words of queries",
            "description": "Prefixes, classes, properties and code lists, in words, for SPARQL.",
            "mime_type": _JSON,
        },
        {
            "uri": _PREFIXES,
            "name": "prefixes",
            "title": "The prefixes of queries",
            "description": "As a query declares them.",
            "mime_type": _QUERY,
        },
        {
            "uri": _QUESTIONS,
            "name": "questions",
            "title": "The published examples",
            "description": "The competency questions: what each asks, and where its query is.",
            "mime_type": _JSON,
        },
        *(
            {
                "uri": f"{_QUESTIONS}/{question.slug}",
                "name": question.slug,
                "title": question.title,
                "description": question.question,
                "mime_type": _QUERY,
            }
            for question in questions_of(release).values()
        ),
    ]


def read(release: OpenRelease, uri: str) -> tuple[str, str]:
    """Media type and text. Raises NoResource and Refused."""
    found = _URI.fullmatch(uri)
    kind, name = (found["kind"], found["name"]) if found else (None, None)
    questions = questions_of(release)
    match kind, name:
        case "vocabulary", None:
            return _JSON, _text(release, _vocabulary())
        case "prefixes", None:
            prefixes = asked("/sparql/vocabulary")["prefixes"]
            return _QUERY, "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
        case "questions", None:
            told = [_question(slug, each.title, each.question) for slug, each in questions.items()]
            return _JSON, _text(release, {"questions": told})
        case "questions", str() if name in questions:
            return _QUERY, questions[name].text
        case "codes", str() if name in release.model.codes:
            return _JSON, _text(release, _codes(name))
        case "records", str():
            record = release.once(tools_of)["record"]
            return _JSON, _text(release, record.called({"id": name}))
    known = [each["uri"] for each in listed(release)] + [f"{SCHEME}codes/{each}" for each in release.model.codes]
    raise NoResource(uri, near_names(uri, known))


def _vocabulary() -> Json:
    """Without the codes, of which there are hundreds: each list is a resource of its own."""
    found = asked("/sparql/vocabulary")
    lists = sorted({each["name"].partition(":")[0] for each in found["terms"] if each["kind"] == _CONSTANT})
    terms = [each for each in found["terms"] if each["kind"] != _CONSTANT]
    return {
        "prefixes": found["prefixes"],
        "terms": terms,
        "code_lists": [f"{SCHEME}codes/{each}" for each in lists],
    }


def _codes(name: str) -> Json:
    found = asked(f"/v1/codes/{name}")
    codes = [
        {
            "id": each["id"],
            "iri": each["iri"],
            "label": each["labels"].get("en"),
            "definition": each["definition"].get("en"),
        }
        for each in found["codes"]
    ]
    return {"code_list": name, "label": found["label"], "codes": codes}


def _question(slug: str, title: str, text: str) -> Json:
    return {"uri": f"{_QUESTIONS}/{slug}", "tool": slug, "title": title, "question": text}


def _text(release: OpenRelease, value: Json) -> str:
    """The value with the release that it is from, and how to cite that, unless it says so itself."""
    cited = {"release": release.id, "cite_as": released(release)["cite_as"]}
    return json.dumps({"notice": NOTICE, **cited, **value}, ensure_ascii=False, indent=1)
