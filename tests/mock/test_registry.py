"""Names of faults and variants: each is given once, and every declaration has its place."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import openai_videos_mock
import pytest
import yaml
from openai_videos_mock import faults, variants
from openai_videos_mock.faults import Fault, Layer
from openai_videos_mock.faults.resources import characters as a_module_of_faults
from openai_videos_mock.intercept import acts
from openai_videos_mock.intercept.registry import RegistryError
from openai_videos_mock.variants import Group, Variant
from openai_videos_mock.variants.protocol import access as a_module_of_variants

ROOT = Path(openai_videos_mock.__file__).parent
CATALOGUES: list[Callable[[], Mapping[str, Fault | Variant]]] = [faults.catalogue, variants.catalogue]


async def pass_on(request, proceed):  # type: ignore[no-untyped-def]
    return await proceed(request)


TWICE: list[tuple[str, str, ModuleType, str, Callable[[], Fault | Variant]]] = [
    ("fault", "video-size-null", a_module_of_faults, "FAULTS",
     lambda: Fault("video-size-null", Layer.SCHEMA, "video.size", "Again.", pass_on)),
    ("variant", "gzip", a_module_of_variants, "VARIANTS", lambda: Variant("gzip", (), "Again.")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "module", "rows", "again"), TWICE, ids=["fault", "variant"])
def test_a_name_that_is_given_twice_is_an_error_with_both_places(
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    name: str,
    module: ModuleType,
    rows: str,
    again: Callable[[], Fault | Variant],
) -> None:
    read: Any = {"fault": faults.catalogue, "variant": variants.catalogue}[kind]
    first = str(read()[name].place)
    monkeypatch.setattr(module, rows, (*getattr(module, rows), again()))
    read.cache_clear()
    try:
        with pytest.raises(RegistryError, match=f"the {kind} '{name}' is declared in") as error:
            read()
    finally:
        read.cache_clear()
    assert first in str(error.value)
    assert len(re.findall(r"mock/test_registry\.py:\d+", str(error.value))) == 1


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=["faults", "variants"])
def test_every_place_is_that_of_the_declaration(catalogue: Callable[[], Mapping[str, Fault | Variant]]) -> None:
    for entry in catalogue().values():
        path, _, line = str(entry.place).partition(":")
        declaration = (ROOT / path).read_text("utf-8").splitlines()[int(line) - 1]
        assert re.search(r"\b(Fault|Variant)\(", declaration), (entry.place, declaration)


UNFIT: list[tuple[str, Callable[[], Any]]] = [
    ("'video' in the name of 'video'",
     lambda: Fault("video", Layer.SCHEMA, "video.size", "It is.", pass_on)),
    ("'schema' in the layer of 'video-gone' should be a Layer",
     lambda: Fault("video-gone", "schema", "video.size", "It is.", pass_on)),  # type: ignore[arg-type]
    ("'size' in the breaks of 'video-gone' should be the id of a requirement",
     lambda: Fault("video-gone", Layer.SCHEMA, "size", "It is.", pass_on)),
    ("'it is' in the behaviour of 'video-gone' should be a sentence",
     lambda: Fault("video-gone", Layer.SCHEMA, "video.size", "it is", pass_on)),
    ("'In capitals' in the name of 'In capitals'", lambda: Variant("In capitals", (), "It is.")),
    ("'E' in the ground of 'gone' should be the id of a fact", lambda: Variant("gone", "E-31", "It is.")),  # type: ignore[arg-type]
    ("'it is' in the behaviour of 'gone' should be a sentence", lambda: Variant("gone", (), "it is")),
    ("'ids' in the group of 'gone' should be a Group",
     lambda: Variant("gone", (), "It is.", group="ids")),  # type: ignore[arg-type]
    ("'twice' in the bends of 'gone' should be the id of a requirement",
     lambda: Variant("gone", (), "It is.", bends={"twice": "E-31 allows it"})),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "make"), UNFIT)
def test_what_does_not_fit_is_an_error_with_its_place(problem: str, make: Callable[[], Any]) -> None:
    with pytest.raises(RegistryError) as error:
        make()
    assert re.match(r"\S*mock/test_registry\.py:\d+: ", str(error.value))
    assert problem in str(error.value)


def test_a_group_is_of_several_variants() -> None:
    sizes = Counter(variant.group for variant in variants.catalogue().values())
    assert [group for group in Group if sizes[group] < 2] == []


def test_operations_are_values_and_those_of_the_contract() -> None:
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    operations = {each["operationId"] for path in document["paths"].values() for each in path.values()}
    values = [value for value in vars(acts).values() if isinstance(value, frozenset)]
    assert frozenset().union(*values) == operations
    for catalogue in ("faults", "variants"):
        for file in (ROOT / catalogue).rglob("*.py"):
            texts = {
                each.value for each in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(each, ast.Constant)
            }
            assert not texts & operations, file
