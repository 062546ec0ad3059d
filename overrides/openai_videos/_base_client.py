"""What both clients share: where the server is, the key, and how a request is put together."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any, Protocol, Self, TypedDict, Unpack
from urllib.parse import parse_qsl, urlsplit

from openai_videos._addresses import checked_url, shown
from openai_videos._errors import OpenAIError
from openai_videos._http import TIMEOUTS, Connections
from openai_videos._logs import is_secret, setup_logging
from openai_videos._options import NOT_GIVEN, ApiKey, Headers, NotGiven, TimeoutTypes, given, merged
from openai_videos._parts import is_asynchronous, waited
from openai_videos._plain import PlainRequests
from openai_videos._retries import LONGEST_PAUSE, Retries
from openai_videos._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from openai_videos._options import RequestParts

UNCHOSEN = dict.fromkeys(("connect", "read", "write", "pool"), 5.0)
"""The timeouts that both HTTP libraries have where nobody chose any."""
_OF_BODIES = {"content", "data", "files", "json"}
_KEPT = ["api_key", "organization", "project", "timeout", "max_retries", "retry_seconds"]
_KEPT += ["retry_writes", "retry_pause", "check_content", "final_statuses"]


class HttpClient(Protocol):
    """What is used of an HTTP client: `httpx` and `httpx2` have it."""

    @property
    def build_request(self) -> Callable[..., Any]: ...

    @property
    def send(self) -> Callable[..., Any]: ...


class OfficialOptions(TypedDict, total=False):
    """What the official client takes for other parts of its API."""

    admin_api_key: object
    data_residency: object
    provider: object
    webhook_secret: object
    websocket_base_url: object
    workload_identity: object
    _enforce_credentials: object
    _strict_response_validation: object


class ClientOptions(TypedDict, total=False):
    """What `with_options` takes; what is left out stays as it is."""

    api_key: ApiKey | None
    organization: str | None
    project: str | None
    base_url: str | None
    timeout: TimeoutTypes
    max_retries: int | NotGiven | None
    retry_seconds: float | NotGiven | None
    retry_writes: bool | None
    retry_pause: float | None
    default_headers: Headers | None
    default_query: Mapping[str, Any] | None
    set_default_headers: Headers | None
    set_default_query: Mapping[str, Any] | None
    http_client: HttpClient | None
    check_content: bool | None
    final_statuses: Collection[str] | None


class BaseClient:
    """The settings of a client."""

    _http_kind = "Client"
    _http_close = "close"

    def __init__(
        self,
        *,
        api_key: ApiKey | None = None,
        organization: str | None = None,
        project: str | None = None,
        base_url: str | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
        max_retries: int = 2,
        retry_seconds: float | None = 600.0,
        retry_writes: bool = False,
        retry_pause: float = 0.5,
        default_headers: Headers | None = None,
        default_query: Mapping[str, Any] | None = None,
        http_client: HttpClient | None = None,
        check_content: bool = True,
        final_statuses: Collection[str] = (),
        _connections: Connections | None = None,
        **official: Unpack[OfficialOptions],
    ) -> None:
        setup_logging()
        if unknown := official.keys() - OfficialOptions.__annotations__.keys():
            raise TypeError(f"{type(self).__name__} has no option {min(unknown)!r}")
        if unused := sorted(name for name, value in official.items() if value):
            warnings.warn(f"{', '.join(unused)}: of no use to the Videos API", UserWarning, stacklevel=2)
        key = api_key if api_key is not None else os.environ.get("OPENAI_API_KEY")
        self.organization = organization if organization is not None else os.environ.get("OPENAI_ORG_ID")
        self.project = project if project is not None else os.environ.get("OPENAI_PROJECT_ID")
        self._url = checked_url(base_url if base_url is not None else os.environ.get("OPENAI_BASE_URL"))
        self.base_url = self._url.partition("?")[0].rstrip("/")
        parts = urlsplit(self._url)
        self._secure = parts.scheme == "https"
        self._url_query = parse_qsl(parts.query, keep_blank_values=True)
        self.default_query = dict(default_query or {})
        if self.default_query:
            from openai_videos._surrogates import check_texts  # Only who gives one pays for it.

            check_texts({"default_query": self.default_query})
        lines = (line.partition(":") for line in os.environ.get("OPENAI_CUSTOM_HEADERS", "").splitlines())
        custom = {name.strip(): text.strip() for name, colon, text in lines if colon}
        self.default_headers = merged(custom, default_headers)
        named = {"openai-organization": self.organization, "openai-project": self.project}
        sent = {"accept": "application/json, */*", "user-agent": f"openai-videos/{__version__}"}
        sent |= {name: value for name, value in named.items() if value}
        self._headers = merged(sent, self.default_headers)
        # Who says what goes, or goes not, in the place of the key, or gives the key in another header, needs none.
        elsewhere = "authorization" in self._headers or any(map(is_secret, self._headers))
        self.api_key = key if callable(key) else _checked_key(key) if key or not elsewhere else None
        self.timeout = timeout
        self.check_content = check_content
        if isinstance(final_statuses, str):
            raise TypeError("`final_statuses` must be several, such as a tuple, not a str")
        self.final_statuses = tuple(final_statuses)
        if not isinstance(max_retries, int) or max_retries < 0:
            raise ValueError(f"`max_retries` must be a number, 0 or more, not {max_retries!r}")
        self.max_retries, self.retry_seconds, self.retry_writes = max_retries, retry_seconds, retry_writes
        if not isinstance(retry_pause, int | float) or not 0 <= retry_pause <= LONGEST_PAUSE:
            raise ValueError(f"`retry_pause` must be seconds, 0 to {LONGEST_PAUSE:g}, not {retry_pause!r}")
        self.retry_pause = retry_pause
        self._retries = Retries(max_retries, retry_seconds, retry_writes, retry_pause)
        if http_client is not None and not callable(getattr(http_client, self._http_close, None)):
            kind = f"an httpx.{self._http_kind} or httpx2.{self._http_kind}"
            raise TypeError(f"`http_client` must be {kind}, not {type(http_client).__name__}")
        self._connections = _connections or Connections(http_client, self._http_kind)
        self._plain: PlainRequests | None = None

    def __repr__(self) -> str:
        # Without the key, and without a password in the URL: this ends up in logs.
        return f"{type(self).__name__}(base_url={shown(self.base_url)!r})"

    def is_closed(self) -> bool:
        """Tell whether the connections were closed."""
        return self._connections.closed

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """Make a client with other settings. Without an `http_client` of its own it shares the connections.

        Takes what the client itself takes; `default_headers` and `default_query` are added to those of this client,
        `set_default_headers` and `set_default_query` take their place.
        """
        for name in ("default_headers", "default_query"):
            if options.get(name) is not None and options.get(f"set_{name}") is not None:
                raise ValueError(f"`{name}` and `set_{name}` cannot go together")
        settings: dict[str, Any] = {name: getattr(self, name) for name in _KEPT} | {"base_url": self._url}
        changes: dict[str, Any] = {
            k: v for k, v in given(options).items() if v is not None or k in ("timeout", "retry_seconds")
        }
        headers, query = changes.pop("set_default_headers", None), changes.pop("set_default_query", None)
        of_others = self.default_headers if headers is None else headers
        changes["default_headers"] = merged(of_others, options.get("default_headers"))
        changes["default_query"] = (self.default_query if query is None else dict(query)) | dict(
            options.get("default_query") or {}
        )
        shared = None if changes.get("http_client") else self._connections
        return type(self)(**settings | changes, _connections=shared)

    copy = with_options

    def _build(self, http: Any, key: str | None, request: RequestParts) -> Any:
        from openai_videos_gen.types import flat

        parts: dict[str, Any] = dict(request)
        query = {**self.default_query, **parts.pop("params", {})}
        # A name that is given anew takes the place of all values that it has in the base URL.
        own = [(name, value) for name, value in self._url_query if name not in query]
        parts["params"] = [*own, *flat(given(query))] if own or query else None
        url = self.base_url + parts.pop("url")
        if self._connections.own and not (http.cookies or parts.get("headers") or parts.keys() & _OF_BODIES):
            if (plain := self._plain) is None or not plain.are_of(http, key, self.timeout):
                self._plain = plain = PlainRequests.of(
                    http, key, self.timeout, self.base_url, given(self._own_headers(key))
                )
            return plain.build(parts["method"], url, parts["params"], parts.get("timeout", NOT_GIVEN))
        headers = {**self._own_headers(key), **parts.pop("headers", {})}
        timeout = parts.pop("timeout", self.timeout)
        if hasattr(timeout, "as_dict"):
            # It may be that of the other HTTP library.
            parts["extensions"] = parts.get("extensions", {}) | {"timeout": timeout.as_dict()}
        elif not isinstance(timeout, NotGiven):
            parts["timeout"] = timeout
        elif _is_unchosen(getattr(http, "timeout", None)):
            # Nobody chose; a create takes longer on many servers.
            parts["timeout"] = TIMEOUTS
        message = http.build_request(url=url, headers=given(headers), **parts)
        later = {content.token: content for _, (_, content, *_) in parts.get("files", ()) if is_asynchronous(content)}
        if later:
            if self._http_close != "aclose":
                raise TypeError("An Upload with asynchronous content can be sent by AsyncClient only")
            rest = {"headers": message.headers, "extensions": message.extensions}
            return http.build_request(message.method, message.url, content=waited(message.stream, later), **rest)
        return message

    def _own_headers(self, key: str | None) -> dict[str, str | NotGiven]:
        bearer = {} if self.api_key is None else {"authorization": f"Bearer {_checked_key(key)}"}
        return {**bearer, **self._headers}


def _is_unchosen(timeout: Any) -> bool:
    """Tell whether the timeout of an HTTP client, of either library, is the one that it has where nobody chose."""
    return hasattr(timeout, "as_dict") and timeout.as_dict() == UNCHOSEN


def _checked_key(key: str | None) -> str:
    if not key:
        raise OpenAIError(
            "No API key: give api_key= or set OPENAI_API_KEY. For a server that asks for none, "
            'default_headers={"Authorization": omit} sends none; one that wants it in another header gets it there.'
        )
    if not isinstance(key, str):
        raise TypeError(f"`api_key` must be a str, or a function that gives one, not {type(key).__name__}")
    if not (key.isascii() and key.isprintable()) or key != key.strip():
        raise OpenAIError(
            "The API key holds a line end, a space at one of its ends, or another character that no header can carry."
        )
    return key
