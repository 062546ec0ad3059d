"""Rules of names: what the contract calls things does not take the place of anything else in Python."""

from __future__ import annotations

from collections import defaultdict
from keyword import iskeyword
from typing import TYPE_CHECKING

from generation import names
from generation.keywords import Kind
from generation.plan import Gives, Plan, plans
from generation.requests import fields_of
from generation.rule import Rule
from generation.shapes import is_class, is_component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from references import Place

    from generation.document import Contract, Site
    from generation.rule import Broken


def _anonymous(contract: Contract) -> Broken:
    for operation in contract.operations:
        if not operation.node.get("operationId"):
            yield operation.at, {}


def _same_operation(contract: Contract) -> Broken:
    ids = [operation.id for operation in contract.operations]
    for index, earlier, become in names.clashes(ids, names.identifier):
        yield (*contract.operations[index].at, "operationId"), {"earlier": earlier, "become": become}


def _tags(contract: Contract) -> Broken:
    for operation in contract.operations:
        if len(operation.node.get("tags", ())) > 1:
            yield (*operation.at, "tags"), {}


def _tag_names(contract: Contract) -> Broken:
    taken: dict[str, str] = {}
    for operation in contract.operations:
        for tag in operation.node.get("tags", ())[:1]:
            name = names.identifier(str(tag), "tag")
            earlier = taken.setdefault(name, str(tag))
            made = {f"{prefix}{names.class_name(name)}" for prefix in ("", "Async")}
            if name in names.client_names() or earlier != tag or made & names.module_names() or name == "types":
                yield (*operation.at, "tags", "0"), {"tag": str(tag), "name": name}


def _methods(contract: Contract) -> Broken:
    taken: dict[tuple[str, str], Plan] = {}
    for plan in plans(contract):
        for method in plan.methods:
            earlier = taken.setdefault((plan.tag, method), plan)
            words = {"tag": plan.tag, "method": method}
            if method in names.resource_names() or iskeyword(method):
                yield (*plan.operation.at, "operationId"), words | {"why": "is taken or reserved"}
            elif earlier is not plan:
                yield (*plan.operation.at, "operationId"), words | {"why": f"is that of {earlier.operation.id}"}


def _arguments(contract: Contract) -> Broken:
    for operation in contract.operations:
        given: list[tuple[Place, str, bool]] = []
        given += [
            (spot.at, str(spot.node.get("name")), False)
            for spot in operation.parameters
            if spot.node.get("in") in ("path", "query", "header")
        ]
        seen: set[str] = set()
        for media in operation.bodies:
            fields = [] if media.is_bytes else fields_of(contract, media)
            given += [(media.schema.below("properties", name), name, True) for name in fields if name not in seen]
            seen |= set(fields)
        if any(media.is_bytes for media in operation.bodies):
            given.append((operation.at, "content", True))
        taken: dict[str, str] = {}
        for at, name, in_body in given:
            python = names.attribute(name)
            local = not in_body and (python in names.LOCALS or python.startswith("json_"))
            if python in names.OPTIONS or local:
                yield at, {"name": name, "why": f"`{python}` is a name that every method has of its own"}
            elif python in taken:
                yield at, {"name": name, "why": f"`{python}` is what {taken[python]} becomes too"}
            taken.setdefault(python, name)


def _properties(contract: Contract) -> Broken:
    pages = {plan.answer.of for plan in plans(contract) if plan.answer.gives is Gives.PAGE}
    for site in _classes(contract):
        cursors = {"data", "has_more", "last_id"}
        own = names.model_names() | (names.page_names() - cursors if site.at[-1] in pages else frozenset())
        properties = list(site.node.get("properties", {}))
        for index, earlier, become in names.clashes(properties, names.attribute):
            at = (*site.at, "properties", properties[index])
            yield at, {"name": properties[index], "why": f"`{become}` is what {earlier} becomes too"}
        moments = {f"{names.attribute(name)}_datetime": name for name in properties if name.endswith("_at")}
        for name in properties:
            python, at = names.attribute(name), (*site.at, "properties", name)
            if python in own:
                yield at, {"name": name, "why": f"`{python}` is an attribute that every object has of its own"}
            elif python in moments:
                yield at, {"name": name, "why": f"`{python}` is {moments[python]} with date and time"}


def _classes(contract: Contract) -> Iterator[Site]:
    return (site for site in contract.of(Kind.SCHEMA) if is_component(site.at) and _has_class(site))


def _has_class(site: Site) -> bool:
    return is_class(site.node) or "enum" in site.node


def _class_names(contract: Contract) -> Broken:
    sites = list(_classes(contract))
    around: dict[str, str] = dict.fromkeys(names.module_names(), "the client")
    for plan in plans(contract):
        made = names.class_name(plan.tag)
        for prefix in ("", "Async"):
            for end in ("", "WithRawResponse", "WithStreamingResponse"):
                around[f"{prefix}{made}{end}"] = f"the tag {plan.tag}"
            if plan.answer.gives is Gives.PAGE:
                around[f"{prefix}{names.class_name(plan.answer.of)}Page"] = f"the pages of {plan.answer.of}"
        around[_params_name(plan)] = f"what {plan.operation.id} takes"
    for site in sites:
        name = site.at[-1]
        if (made := names.class_name(name)) in around:
            yield site.at, {"name": name, "why": f"{made} is a name that belongs to {around[made]}"}
    for index, earlier, become in names.clashes([site.at[-1] for site in sites], names.module_name):
        yield sites[index].at, {"name": sites[index].at[-1], "why": f"it and {earlier} become one module, {become}"}


def _params_name(plan: Plan) -> str:
    made = names.class_name(plan.tag).removesuffix("s")
    return made + plan.method.replace("_", " ").title().replace(" ", "") + "Params"


def _wanted(contract: Contract) -> Broken:
    made = {names.class_name(site.at[-1]) for site in _classes(contract)}
    for name in sorted(names.wanted_classes() - made):
        yield ("components", "schemas"), {"what": f"the schema {name}"}
    if "videos" not in {plan.tag for plan in plans(contract)}:
        yield ("paths",), {"what": "an operation with the tag videos"}


def _titles(contract: Contract) -> Broken:
    """Find arguments of one method in the contract's params class that would be made twice."""
    taken: dict[tuple[str, str], str] = defaultdict(str)
    for plan in plans(contract):
        earlier = taken[plan.tag, _params_name(plan)]
        if earlier:
            yield (*plan.operation.at, "operationId"), {"earlier": earlier, "become": _params_name(plan)}
        taken[plan.tag, _params_name(plan)] = plan.operation.id


OTHER = "another name; nothing of the wire depends on it"
RENAME = "another name for the property or the parameter, if the server can have it; else leave it to `extra_body`"
NAMING = (
    Rule("operation-id", _anonymous, "the method is named after the operationId, and there is none", "add one"),
    Rule("same-operation", _same_operation, "`{become}` is what {earlier} becomes too", OTHER),
    Rule("one-tag", _tags, "a method has one place", "one tag"),
    Rule("tag", _tag_names, "the tag {tag} would be `client.{name}`, which is something else", OTHER),
    Rule("method", _methods, "`client.{tag}.{method}` {why}", "another operationId; nothing of the wire depends on it"),
    Rule("params", _titles, "{become} is what {earlier} takes", OTHER),
    Rule("argument", _arguments, "{name} cannot be an argument: {why}", RENAME),
    Rule(
        "property",
        _properties,
        "{name} cannot be a property: {why}",
        "another name, or leave it to `additionalProperties`",
    ),
    Rule("class", _class_names, "{name} cannot be a class: {why}", OTHER),
    Rule(
        "wanted", _wanted, "the client's own code needs {what}", "keep it, or change overrides/openai_videos/types.py"
    ),
)
"""What things are called."""
