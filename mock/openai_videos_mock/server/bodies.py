"""Request bodies: from bytes to fields and uploaded files."""

import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import NoReturn

from attrs import field, frozen
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from openai_videos_mock.contract.document import Body, Json, Operation
from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.contract.validation import check_body, duplicate
from openai_videos_mock.server.json_text import parse_json
from openai_videos_mock.server.settings import MEBIBYTE, ServerSettings

_JSON = "application/json"
_MULTIPART = "multipart/form-data"
_BRACKETS = re.compile(r"(?P<name>[^\[\]]+)\[(?P<key>[^\[\]]+)\]")

# A malformed body is answered with a 400 that says what is wrong; a line in the log would say it twice.
logging.getLogger("python_multipart").setLevel(logging.ERROR)
_FORM_TEXT = 32 * MEBIBYTE
"""What a form may hold besides its file; an image may be in a text field as a data URL."""
_TEXT_PART = 21 * MEBIBYTE


@frozen
class Submission:
    """A request body that keeps the contract."""

    fields: Mapping[str, Json] = field(factory=dict)
    files: Mapping[str, UploadFile] = field(factory=dict)


@asynccontextmanager
async def read_body(request: Request, operation: Operation, settings: ServerSettings) -> AsyncIterator[Submission]:
    """Read and judge a body. Its files live on disk, and only inside the block."""
    if not operation.bodies:
        # Some clients declare JSON on a request without a body: what such a request claims to hold is not looked at.
        yield Submission()
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in operation.bodies:
        await _refuse_media_type(request, media_type, operation)
    if media_type == _JSON:
        document = parse_json(await read_bytes(request, settings.max_json_bytes))
        yield Submission(check_body(operation.bodies[_JSON], document))
        return
    items = await _parse_form(request, settings)
    try:
        yield _judge_form(items, operation, settings)
    finally:
        for _, value in items:
            if isinstance(value, UploadFile):
                await value.close()


async def _refuse_media_type(request: Request, media_type: str, operation: Operation) -> NoReturn:
    if not media_type and not await read_bytes(request, MEBIBYTE):
        raise ApiError(400, "The request needs a body.", code="missing_body")
    supported = " or ".join(operation.bodies)
    media = f"'{media_type:.80}'" if media_type else "missing"
    raise ApiError(415, f"The Content-Type is {media}; this needs {supported}.", code="unsupported_media_type")


def largest_body(settings: ServerSettings) -> int:
    """Tell how many bytes a body may have at most, whatever it is."""
    return max(settings.max_json_bytes, settings.max_upload_bytes + _FORM_TEXT)


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes]:
    """Pass the body on, but no more than `limit` of it."""
    too_large = ApiError(413, f"The body is larger than {limit} bytes.", code="body_too_large")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise too_large
        yield chunk


async def read_bytes(request: Request, limit: int) -> bytes:
    """Give a body as it comes. Raises `ApiError` if it is larger than `limit`."""
    return b"".join([chunk async for chunk in _limited(request, limit)])


class _FormParser(MultiPartParser):
    """Holds a form to UTF-8, a limit for all of its text together, and its closing boundary."""

    closed = False
    text_bytes = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is None:
            self.text_bytes += end - start
            if self.text_bytes > _FORM_TEXT:
                raise ApiError(413, f"The text of the form is larger than {_FORM_TEXT} bytes.", code="body_too_large")
        super().on_part_data(data, start, end)

    def on_part_end(self) -> None:
        if self._current_part.file is None:
            try:
                self._current_part.data.decode()
            except UnicodeDecodeError as error:  # upstream would read it as Latin-1
                raise MultiPartException(f"a field is no text in UTF-8: {error.reason}.") from None
        super().on_part_end()

    def on_end(self) -> None:
        # Upstream takes a form as complete that stops before it.
        self.closed = True


async def _parse_form(request: Request, settings: ServerSettings) -> list[tuple[str, str | UploadFile]]:
    async def complete() -> AsyncGenerator[bytes]:
        async for chunk in _limited(request, settings.max_upload_bytes + _FORM_TEXT):
            yield chunk
        # Raised in here, it makes the parser close all files, the unfinished one too.
        if not parser.closed:
            raise MultiPartException("it stops before its closing boundary.")

    _check_charset(request)
    parser = _FormParser(request.headers, complete(), max_files=8, max_fields=64, max_part_size=_TEXT_PART)
    try:
        return (await parser.parse()).multi_items()
    except (MultiPartException, FormParserError) as error:
        raise ApiError(400, f"The form cannot be read: {error}", code="invalid_multipart") from None


def _check_charset(request: Request) -> None:
    """Refuse a form in another encoding: some of Python's cannot decode, others give text that nobody can show."""
    _, parameters = parse_options_header(request.headers["content-type"])
    charset = parameters.get(b"charset", b"utf-8").decode("latin-1")
    if charset.lower() not in ("utf-8", "us-ascii"):
        message = f"The form must be in UTF-8, not in '{charset:.40}'."
        raise ApiError(415, message, code="unsupported_charset")


def _judge_form(
    items: list[tuple[str, str | UploadFile]], operation: Operation, settings: ServerSettings
) -> Submission:
    form, twin = operation.bodies[_MULTIPART], operation.bodies.get(_JSON)
    fields: dict[str, Json] = {}
    files: dict[str, UploadFile] = {}
    for name, value in items:
        brackets = _BRACKETS.fullmatch(name)
        if brackets and twin and brackets["name"] in twin.objects and isinstance(value, str):
            _put_object(fields, brackets["name"], brackets["key"], value)
        elif name in form.properties:
            _put(fields, files, form, name, value, settings)
    # A reference in brackets is what the JSON body declares; so the form is judged by that.
    body = twin if twin and any(isinstance(value, dict) for value in fields.values()) else form
    if body is twin and files:
        raise duplicate(next(iter(files)))
    checked = check_body(body, {**fields, **dict.fromkeys(files, "")})
    return Submission({name: value for name, value in checked.items() if name not in files}, files)


def _put_object(fields: dict[str, Json], name: str, key: str, value: str) -> None:
    target = fields.setdefault(name, {})
    if not isinstance(target, dict) or key in target:
        raise duplicate(f"{name}.{key}")
    target[key] = value


def _put(
    fields: dict[str, Json],
    files: dict[str, UploadFile],
    form: Body,
    name: str,
    value: str | UploadFile,
    settings: ServerSettings,
) -> None:
    if name in fields or name in files:
        raise duplicate(name)
    if isinstance(value, str):
        if name in form.files:
            message = f"'{name}' must be a file: a part with a filename."
            raise ApiError(400, message, param=name, code="invalid_type")
        fields[name] = value
        return
    if name not in form.files:
        raise ApiError(400, f"'{name}' must be text, not a file.", param=name, code="invalid_type")
    if (value.size or 0) > settings.max_upload_bytes:
        message = f"'{name}' is larger than {settings.max_upload_bytes} bytes."
        raise ApiError(413, message, param=name, code="file_too_large")
    files[name] = value
