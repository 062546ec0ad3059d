"""What the contract says about an operation, and what that makes of arguments and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from openai_videos_gen.types import UNSET, File, Repeated, decode

from openai_videos._contract import Operation
from openai_videos._errors import APIError, APIResponseValidationError, APIStatusError
from openai_videos._json import json_body, loads
from openai_videos._options import NotGiven, merged

if TYPE_CHECKING:
    import httpx
    from openai_videos_gen.types import Model

    from openai_videos._options import CallOptions, RequestParts


class Call(NamedTuple):
    """One call of an operation: what goes into the path, the query and the body, and the options."""

    operation: Operation
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    options: CallOptions

    @contextmanager
    def prepared(self) -> Iterator[RequestParts]:
        """Make the parts of a request; files that it opens are closed at the end, however that comes."""
        operation, options = self.operation, self.options
        for name, value in self.path.items():
            if not isinstance(value, str):
                raise TypeError(f"`{name}` must be a str, not {type(value).__name__}")
            if not value.strip():
                raise ValueError(f"Expected a non-empty value for `{name}` but received {value!r}")
            # A dot alone is a step in the path, whether encoded or not: it would lead to another operation.
            if value.strip() in (".", ".."):
                raise ValueError(f"`{name}` must be an id, not {value!r}")
        try:
            with ExitStack() as stack:
                extra: dict[str, Any] = {}
                if options.body:
                    from openai_videos._uploads import with_files  # Only who sends a body pays for it.

                    extra = {name: with_files(name, value, stack) for name, value in options.body.items()}
                # Not given is not null, and not the server's default either.
                arguments = {name: UNSET if absent(value) else value for name, value in self.query.items()}
                if operation.raw:
                    arguments["body"] = File(_bytes(self.body["content"]))
                elif operation.json or operation.form or operation.multipart:
                    from openai_videos._uploads import encode_body, has_file

                    fields = {name: value for name, value in self.body.items() if not absent(value)}
                    kind = merged(options.headers).get("content-type", "")
                    wanted = {"as_json": "json" in str(kind), "as_form": has_file(extra)}
                    arguments["body"] = encode_body(operation, fields, stack, **wanted)
                parts = cast("RequestParts", operation.request(*self.path.values(), **arguments))
                if "params" in parts:
                    query = parts["params"].items()
                    parts["params"] = {name: Repeated(one) if isinstance(one, list) else one for name, one in query}
                yield options.apply(parts, extra)
        except UnicodeEncodeError:
            # Here and not before, so that nobody pays for it but whom it concerns.
            from openai_videos._surrogates import check_texts

            extras = {"extra_query": options.query, "extra_body": options.body}
            check_texts({**self.path, **self.query, **self.body, **extras})
            raise

    def understood(self, response: httpx.Response) -> Any:
        """Make of a success what the contract says; None for an operation that answers with nothing."""
        if self.operation.gives == "text":
            return response.text
        if self.operation.gives != "model":
            return _value(response, self.operation)
        return None if self.operation.returns is None else understood(response, self.operation.returns)


def whole_number(name: str, value: object) -> str:
    """Give what stands in a path for a parameter that is a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"`{name}` must be an int, not {type(value).__name__}")
    return str(value)


def _bytes(content: object) -> bytes:
    if not isinstance(content, bytes | bytearray | memoryview):
        raise TypeError(f"`content` must be bytes, not {type(content).__name__}")
    return bytes(content)


def _value(response: httpx.Response, operation: Operation) -> Any:
    """Make models of the objects in a success that is no object itself."""
    try:
        answer = loads(response.content)
    except ValueError:
        answer = None
        wanted = "JSON"
    else:
        wanted = "a JSON list" if operation.gives == "list" and not isinstance(answer, list) else ""
    if wanted:
        kind = response.headers.get("content-type", "no content type")
        message = f"The server answered with {kind}, not with {wanted}"
        raise APIResponseValidationError(message, response=response, body=response.text if answer is None else answer)
    return answer if operation.returns is None else decode(operation.returns, answer)


def absent(value: Any) -> bool:
    """Tell whether an argument was not given."""
    return value is None or isinstance(value, NotGiven)


def understood(response: httpx.Response, model: type[Any]) -> Any:
    """Make a model of a success."""
    answer = json_body(response)
    if isinstance(answer, dict):
        instance = model._adopted(answer)
        instance._request_id = response.headers.get("x-request-id")
        return instance
    kind = response.headers.get("content-type", "no content type")
    message = f"The server answered with {kind}, not with the JSON object of a {model.__name__}"
    raise APIResponseValidationError(message, response=response, body=response.text if answer is None else answer)


def identified(job: Any, response: httpx.Response) -> str:
    """Give the id of a new job."""
    identity = getattr(job, "id", None)
    if not isinstance(identity, str) or not identity:
        message = "The server took the job but named no id to ask for it by"
        raise APIResponseValidationError(message, response=response, body=job.to_dict())
    return identity


def failed_job(error: APIError, model: type[Model] | None) -> Any:
    """Give the job that a server sends with an error status, since the job failed; None if it is an error."""
    from openai_videos._polling import has_failed  # Only who waits pays for it.

    body = json_body(error.response) if isinstance(error, APIStatusError) else None
    return model.from_dict(body) if model and isinstance(body, dict) and has_failed(body.get("status")) else None
