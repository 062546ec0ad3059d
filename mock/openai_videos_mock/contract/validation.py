"""Validation: requests are held against the contract, and their refusals are worded."""

import base64
import re
from collections.abc import Mapping
from urllib.parse import unquote

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind
from starlette.datastructures import QueryParams

from openai_videos_mock.contract.document import Body, Json, Operation, Parameter
from openai_videos_mock.contract.errors import ApiError

_DATA, _BASE64 = "data:", ";base64"
_INTEGER = re.compile(r"[+-]?[0-9]{1,100}")


def check_query(operation: Operation, query: QueryParams) -> dict[str, Json]:
    """Give the declared query parameters as values of their types; others are ignored."""
    values: dict[str, Json] = {}
    for parameter in operation.query:
        texts = query.getlist(parameter.name)
        if len(texts) > 1:
            raise duplicate(parameter.name)
        if texts:
            values[parameter.name] = _coerce(parameter, texts[0])
            _check(parameter.validator, values[parameter.name], parameter.name)
        elif parameter.required:
            raise missing(parameter.name)
    return values


def check_body(body: Body, fields: Mapping[str, Json]) -> dict[str, Json]:
    """Give the declared fields with the defaults of those left out; others are ignored."""
    _check(body.validator, dict(fields))
    known = {name: value for name, value in fields.items() if name in body.properties}
    return {**body.defaults, **known}


def check_image_url(url: str) -> None:
    """Refuse a data URL that holds no base64: the contract's schemas cannot say what it has to hold."""
    head, comma, text = url.partition(",")
    if not head.lower().startswith(_DATA):
        return
    data = unquote(text).rstrip("=")
    try:
        # Without its padding, browsers read it all the same.
        if not comma or not head.lower().endswith(_BASE64) or not base64.b64decode(_padded(data), validate=True):
            raise ValueError
    except ValueError:
        param = "input_reference.image_url"
        message = f"'{param}' must be a URL, or a data URL in base64, such as data:image/png;base64,..."
        raise ApiError(400, message, param=param, code="invalid_value") from None


def _padded(data: str) -> str:
    return data + "=" * (-len(data) % 4)


def missing(name: str) -> ApiError:
    """Make the refusal of a request that lacks something."""
    return ApiError(400, f"The parameter '{name}' is required.", param=name, code="missing_required_parameter")


def duplicate(name: str) -> ApiError:
    """Make the refusal of a request that gives something twice."""
    return ApiError(400, f"The parameter '{name}' is given more than once.", param=name, code="duplicate_parameter")


def _coerce(parameter: Parameter, text: str) -> Json:
    if parameter.type == "integer":
        # Python's int() would also take underscores, blanks and the digits of other scripts.
        if not _INTEGER.fullmatch(text):
            raise ApiError(400, f"'{parameter.name}' must be an integer.", param=parameter.name, code="invalid_type")
        return int(text)
    return text


def _check(validator: jsonschema_rs.Validator, instance: Json, name: str | None = None) -> None:
    errors = sorted(validator.iter_errors(instance), key=_rank)
    if errors:
        raise _refusal(errors[0], name)


def _rank(error: jsonschema_rs.ValidationError) -> int:
    """Give the place of an error: first comes what a user has to repair first."""
    match error.kind:
        case Kind.Required():
            return 0
        case Kind.Type():
            return 1
        case _:
            return 2


def _refusal(error: jsonschema_rs.ValidationError, name: str | None = None) -> ApiError:
    steps = [str(step) for step in error.instance_path]
    param = name or ".".join(steps) or None
    subject = f"'{param}'" if param else "The body"
    match error.kind:
        case Kind.Required(property=lacking):
            return missing(".".join([*steps, lacking]))
        case Kind.AnyOf(context=[[first, *_], *_]):
            return _refusal(first, param)
        case Kind.Type(types=types):
            expected = " or ".join(_with_article(each) for each in types)
            message = f"{subject} must be {expected}, not {_with_article(_type_of(error.instance))}."
            return ApiError(400, message, param=param, code="invalid_type")
        case Kind.Enum(options=options):
            supported = ", ".join(f"'{option}'" for option in options)
            message = f"{subject} has an invalid value: {error.instance!r:.80}. Supported values are: {supported}."
            return ApiError(400, message, param=param, code="invalid_value")
        case _:
            return ApiError(400, f"{subject} is invalid: {error.message}.", param=param, code="invalid_value")


def _with_article(type_name: str) -> str:
    return type_name if type_name == "null" else f"{'an' if type_name[0] in 'aio' else 'a'} {type_name}"


def _type_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "number"
