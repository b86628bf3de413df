"""Reading the shapes of a release into the model; the only place that knows SHACL."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.term import Node

from casus.model.fields import DATATYPES, Field, Kind, Path, Step
from casus.model.types import Collection, Model, Properties, RecordType
from casus.terms.names import slug_of
from casus.terms.namespaces import API, CASUS, CODE, CODE_IDENTIFIER, RECORD, as_iri

_TRUE: Final = Literal(True)


class ShapeError(Exception):
    """A shape says something that is not understood; the message names the field, or node and predicate say where."""

    def __init__(self, message: str, node: Node | None = None, predicate: Node | None = None) -> None:
        super().__init__(message)
        self.node = node
        self.predicate = predicate


def read_model(graph: Graph) -> Model:
    """The model of the shapes, class hierarchy and code lists in the graph. Raises ShapeError."""
    shape_of = {
        as_iri(cls): shape
        for shape, cls in graph.subject_objects(SH.targetClass)
        if (shape, CODE_IDENTIFIER, None) in graph
    }
    known: dict[tuple[Node, ...], Field] = {}
    types = {cls: _record_type(graph, cls, shape, shape_of, known) for cls, shape in shape_of.items()}
    _refuse_cycles(types)
    collections = [
        _collection(graph, shape, types[cls], types)
        for cls, shape in shape_of.items()
        if (shape, API.collection, None) in graph
    ]
    return Model(
        types={t.name: t for t in sorted(types.values(), key=lambda t: t.name)},
        collections={c.name: c for c in sorted(collections, key=lambda c: c.name)},
        properties=_properties(graph),
        acyclic=tuple(sorted(as_iri(path) for path in graph.objects(None, API.acyclic))),
    )


def _properties(graph: Graph) -> dict[URIRef, Properties]:
    """Of a path of several steps it is the first that the record itself says; of an inverse one, nothing."""
    written: dict[URIRef, set[URIRef]] = defaultdict(set)
    computed: dict[URIRef, set[URIRef]] = defaultdict(set)
    for shape, cls in graph.subject_objects(SH.targetClass):
        for node in graph.objects(shape, SH.property):
            step = read_path(graph, graph.value(node, SH.path), node)[0]
            if not step.inverse:
                found = computed if _true(graph, node, API.derived) else written
                found[as_iri(cls)].add(step.predicate)
    return {cls: Properties(frozenset(written[cls]), frozenset(computed[cls])) for cls in {*written, *computed}}


def _record_type(
    graph: Graph, cls: URIRef, shape: Node, shape_of: dict[URIRef, Node], known: dict[tuple[Node, ...], Field]
) -> RecordType:
    """The type of the records of a class; `known`: the fields that were read so far, which most types inherit."""
    ancestors = frozenset(as_iri(ancestor) for ancestor in graph.transitive_objects(cls, RDFS.subClassOf))
    lineage = sorted((a for a in ancestors if a in shape_of), key=lambda a: len(list(_above(graph, a))))
    nodes = [node for ancestor in lineage for node in graph.objects(shape_of[ancestor], SH.property)]
    of_path: dict[Node | None, list[Node]] = defaultdict(list)
    for node in nodes:
        of_path[graph.value(node, SH.path)].append(node)
    fields: dict[str, Field] = {}
    for node in nodes:
        if (node, CODE_IDENTIFIER, None) in graph:
            same = of_path[graph.value(node, SH.path)]
            key = (node, *same)
            field = known[key] = known.get(key) or _field(graph, node, same)
            fields[field.name] = field
    return RecordType(
        cls=cls,
        name=_text(graph, shape, CODE_IDENTIFIER),
        label=_text(graph, shape, RDFS.label),
        description=_text(graph, shape, RDFS.comment),
        fields=tuple(sorted(fields.values(), key=lambda f: (f.order, f.name))),
        ancestors=ancestors,
        example=_text(graph, shape, SKOS.example) or None,
        may_lie_ahead=_true(graph, shape, API.mayLieAhead),
        derived=_true(graph, shape, API.derived),
        of_datasets=_true(graph, shape, API.ofDatasets),
        unnamed=_true(graph, shape, API.unnamed),
    )


def _above(graph: Graph, cls: URIRef) -> Iterator[Node | None]:
    return graph.transitive_objects(cls, RDFS.subClassOf)


def _collection(graph: Graph, shape: Node, own: RecordType, types: dict[URIRef, RecordType]) -> Collection:
    name = _text(graph, shape, API.collection)
    below = [t for t in types.values() if own.cls in t.ancestors and t.cls != own.cls]
    _refuse_two_paths(name, (own, *below))
    return Collection(
        name=name,
        base=str(graph.value(shape, API.base) or f"{RECORD}{name}/"),
        type=own,
        subtypes=tuple(sorted(below, key=lambda t: t.name)),
        timeline=_true(graph, shape, API.timeline),
        search_rank=int(_text(graph, shape, API.searchRank) or 0),
        wide=_wide(graph, shape, own),
    )


def _wide(graph: Graph, shape: Node, of: RecordType) -> tuple[Field, ...]:
    """The fields of the rows, the columns and the cells of a wide table."""
    named = graph.value(shape, API.wide)
    by_path = {field.path: field for field in of.fields}
    return () if named is None else tuple(by_path[Path((_step(graph, item, shape),))] for item in RdfList(graph, named))


def _field(graph: Graph, node: Node, same: list[Node]) -> Field:
    """The field of a property shape; `same`: all shapes of that path that a record has to fit."""
    maximum_count = min((int(str(n)) for other in same for n in graph.objects(other, SH.maxCount)), default=None)
    minimum_count = max((int(str(n)) for other in same for n in graph.objects(other, SH.minCount)), default=0)
    code_list = graph.value(node, API.codeList)
    target = graph.value(node, SH["class"])
    kind = _kind(graph, node)
    example = graph.value(node, SKOS.example)
    truthy = graph.value(node, API.truthy)
    return Field(
        name=_text(graph, node, CODE_IDENTIFIER),
        label=_text(graph, node, SH.name),
        description=_text(graph, node, SH.description),
        path=read_path(graph, graph.value(node, SH.path), node),
        kind=kind,
        order=int(_text(graph, node, SH.order) or 50),
        multiple=(maximum_count != 1 or _true(graph, node, API.list)) and kind is not Kind.LABELS,
        at_least=minimum_count,
        may_lack=any(_true(graph, other, API.mayLack) for other in same),
        target=as_iri(target) if target is not None and code_list is None else None,
        classes=_classes(graph, node) if code_list is None else (),
        code_list=str(code_list).removeprefix(str(CODE)) if code_list is not None else None,
        codes=tuple(sorted(slug_of(code) for code in graph.subjects(SKOS.inScheme, code_list)))
        if code_list is not None
        else (),
        embed=_true(graph, node, API.embed),
        detail=_true(graph, node, API.detail),
        edtf=_true(graph, node, API.edtf),
        repeats=_true(graph, node, API.repeats),
        filter=any(_true(graph, other, API.filter) for other in same),
        sort_path=_sort_path(graph, node),
        derived=any(_true(graph, other, API.derived) for other in same),
        provenance=_true(graph, node, API.provenance),
        edge=_text(graph, node, API.edge) or None,
        search=_text(graph, node, API.search) or None,
        at_its_time=_true(graph, node, API.atItsTime),
        around_its_time=_true(graph, node, API.aroundItsTime),
        truthy=as_iri(truthy) if truthy is not None else None,
        example=example.toPython() if isinstance(example, Literal) else None,
        minimum=_number(graph, node, SH.minInclusive),
        maximum=_number(graph, node, SH.maxInclusive),
        pattern=_text(graph, node, SH.pattern) or None,
    )


def _sort_path(graph: Graph, node: Node) -> Path | None:
    """What a list is sorted by when it is sorted by the field: its values, or those of another property."""
    by = graph.value(node, API.sortBy)
    if by is not None:
        return read_path(graph, by, node)
    return read_path(graph, graph.value(node, SH.path), node) if _true(graph, node, API.sort) else None


def _classes(graph: Graph, node: Node) -> tuple[URIRef, ...]:
    options = graph.value(node, SH["or"])
    nodes = [node] if options is None else list(RdfList(graph, options))
    return tuple(as_iri(cls) for option in nodes for cls in graph.objects(option, SH["class"]))


def _kind(graph: Graph, node: Node) -> Kind:
    datatype = graph.value(node, SH.datatype)
    if datatype is not None:
        kind = DATATYPES.get(as_iri(datatype))
        if kind is None:
            raise ShapeError(f"field {_text(graph, node, CODE_IDENTIFIER)}: no JSON for datatype {datatype}", node)
        return Kind.LABELS if kind is Kind.TEXTS and _true(graph, node, SH.uniqueLang) else kind
    target = graph.value(node, SH["class"])
    if (node, API.codeList, None) in graph or (target == CASUS.Code and not _true(graph, node, API.embed)):
        return Kind.CODE
    if target is not None:
        is_record = target == CASUS.Record or CASUS.Record in graph.transitive_objects(target, RDFS.subClassOf)
        return Kind.REFERENCE if is_record else Kind.NODE
    if graph.value(node, SH.nodeKind) == SH.IRI:
        return Kind.IRI
    raise ShapeError(
        f"field {_text(graph, node, CODE_IDENTIFIER)}: give it sh:datatype, sh:class or sh:nodeKind sh:IRI", node
    )


def read_path(graph: Graph, path: Node | None, owner: Node) -> Path:
    """The path of the property shape `owner`. Raises ShapeError."""
    if path is not None and (path, RDF.first, None) in graph:
        return Path(_step(graph, item, owner) for item in RdfList(graph, path))
    return Path((_step(graph, path, owner),))


def _step(graph: Graph, step: Node | None, owner: Node) -> Step:
    inverse = graph.value(step, SH.inversePath)
    if inverse is not None:
        return Step(as_iri(inverse), inverse=True)
    if step is None or ((step, None, None) in graph and str(step).startswith(str(owner))):
        text = f"field {_text(graph, owner, CODE_IDENTIFIER)}: a path is properties and inverses in sequence"
        raise ShapeError(text, owner, SH.path)
    return Step(as_iri(step))


def _refuse_two_paths(collection: str, types: Iterable[RecordType]) -> None:
    """A filter of a collection means one path, whatever the type of record."""
    paths: dict[str, Path] = {}
    for field in (field for record_type in types for field in record_type.fields):
        if paths.setdefault(field.name, field.path) != field.path:
            raise ShapeError(f"field {field.name} of {collection} has two paths; rename one")


def _refuse_cycles(types: dict[URIRef, RecordType]) -> None:
    """Fields that embed each other in a circle would never end."""

    def walk(record_type: RecordType, trail: tuple[URIRef, ...]) -> None:
        if record_type.cls in trail:
            raise ShapeError(f"api:embed leads from {record_type.name} back to {record_type.name}")
        for field in record_type.fields:
            if field.embed:
                for below in types.values():
                    if field.target in below.ancestors:
                        walk(below, (*trail, record_type.cls))

    for record_type in types.values():
        walk(record_type, ())


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    value = graph.value(node, predicate)
    return "" if value is None else str(value)


def _true(graph: Graph, node: Node, predicate: URIRef) -> bool:
    return (node, predicate, _TRUE) in graph


def _number(graph: Graph, node: Node, predicate: URIRef) -> float | None:
    text = _text(graph, node, predicate)
    return None if not text else int(text) if text.lstrip("-").isdigit() else float(text)
