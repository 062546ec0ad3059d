"""The commands, one for each method of the client."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import get_completion_class

from openai_videos_cli import _actions
from openai_videos_cli._methods import Kind, Method, Parameter, methods
from openai_videos_cli._profile import options, taken
from openai_videos_cli._types import Known, Pair, Seconds, Source, Text
from openai_videos_cli.errors import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable

# People look for these words; all else is named as the method is.
_NAMES = {"retrieve": "show", "get": "show", "poll": "wait", "download_content": "download"}
_EXTRAS = {
    "extra_headers": "Header to add, such as an Idempotency-Key of your own.",
    "extra_query": "Query parameter to add.",
    "extra_body": "Body field to add, for what only some servers know; JSON if it can be.",
}


def program(complete_variable: str) -> click.Group:
    """Make the program. The shell asks for completions through the environment variable."""
    root = click.Group(
        callback=_begin,
        params=[*options(), _version()],
        help="Make, follow and fetch videos on any server that speaks the Videos API.",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for method in methods():
        group, name = root, _NAMES.get(method.name, method.name)
        if "_" in name:
            # create_character is `characters create`.
            verb, _, noun = name.partition("_")
            group, name = _group(root, f"{noun.removesuffix('s')}s"), _NAMES.get(verb, verb)
        group.add_command(_command(name, method))
    root.add_command(_completion(root, complete_variable))
    return root


def _group(program: click.Group, name: str) -> click.Group:
    command = program.commands.setdefault(name, click.Group(name, help=f"Work with {name}."))
    if not isinstance(command, click.Group):
        raise RuntimeError(f"two methods of the client want to be the command {name}")
    return command


def _command(name: str, method: Method) -> click.Command:
    positional = [parameter for parameter in method.parameters if parameter.positional]
    explained = "".join(f"\n\n{one.name.upper()}: {one.help}" for one in positional)
    parameters = [_parameter(parameter, several=method.kind is Kind.EACH) for parameter in method.parameters]
    return _Command(
        name,
        callback=partial(_run, method),
        params=[*parameters, *_ways(method), *options(), *map(_extra, _EXTRAS)],
        help=method.help + explained,
        short_help=method.help.partition(". ")[0],
    )


def _parameter(parameter: Parameter, several: bool) -> click.Parameter:
    if parameter.positional:
        return click.Argument([parameter.name], type=Text(), nargs=-1 if several else 1, required=True)
    kind: click.ParamType[Any] | type[int] = Text()
    text = parameter.help
    if parameter.reference is not None:
        kind = Source(parameter.reference)
    elif parameter.closed:
        kind = click.Choice(parameter.values)
    elif parameter.values:
        kind = Known(parameter.values)
        text += f" Known: {', '.join(parameter.values)}."
    elif parameter.type is int:
        kind = int
    return click.Option([f"--{parameter.name.replace('_', '-')}"], type=kind, required=parameter.required, help=text)


def _ways(method: Method) -> list[click.Parameter]:
    """Give the options that say what shall come of the answer."""
    output = click.Option(
        ["-o", "--output"],
        metavar="PATH",
        type=click.Path(),
        help="Save the video there when it is done; a folder gets a file named by the id, - is standard output.",
    )
    waits: list[click.Parameter] = [
        click.Option(
            ["--poll-interval"],
            metavar="SECONDS",
            type=Seconds(0.001),
            help="Pause between two looks.",
        ),
        click.Option(
            ["--poll-timeout"],
            metavar="SECONDS",
            type=Seconds(0),
            help="How long to wait for the job at most; an hour without it.",
        ),
        click.Option(
            ["--final-status", "final_statuses"],
            metavar="STATUS",
            type=Text(),
            multiple=True,
            help="A status of this server that ends the waiting too; again for more.",
        ),
    ]
    if method.kind is Kind.JOB:
        wait = click.Option(["--wait"], is_flag=True, help="Wait until the job is done; -o does too.")
        return [wait, output, *waits]
    if method.kind is Kind.WAIT:
        return [output, *waits]
    if method.kind is Kind.DOWNLOAD:
        output.help = "Where to save it: a file, a folder, or - for standard output; here, named by the id, without it."
        return [output]
    if method.kind is Kind.LIST:
        return [click.Option(["--all", "everything"], is_flag=True, help="Show all pages, not only one.")]
    return []


def _extra(name: str) -> click.Option:
    return click.Option(
        [f"--{name.replace('_', '-').removesuffix('s')}", name],
        type=Pair(decoded=name == "extra_body"),
        multiple=True,
        help=_EXTRAS[name],
    )


def _begin(**values: Any) -> None:
    context = click.get_current_context()
    context.obj = taken(context, values)


def _run(method: Method, **values: Any) -> None:
    profile = taken(click.get_current_context(), values)
    profile = replace(profile, final_statuses=values.pop("final_statuses", ()))
    everything = values.pop("everything", False)
    chosen = {name: values.pop(name) for name in ("wait", "output") if name in values}
    waits = _waits(values)
    arguments = {name: dict(value) if name in _EXTRAS else value for name, value in values.items()}
    call = _actions.Call(
        profile, method.name, {name: value for name, value in arguments.items() if value not in (None, {})}
    )
    name = next((str(arguments[one.name]) for one in method.parameters if one.positional), method.name)
    words = click.get_current_context().command_path.split()[1:]
    actions: dict[Kind, Callable[[], None]] = {
        Kind.JOB: lambda: _actions.job(call, **chosen, waits=waits),
        Kind.WAIT: lambda: _actions.wait(call, **chosen, waits=waits),
        Kind.DOWNLOAD: lambda: _actions.download(call, **chosen, name=name, words=words),
        Kind.LIST: lambda: _actions.several(call, everything),
        Kind.EACH: lambda: _actions.each(call, method.parameters[0].name),
        Kind.PLAIN: lambda: _actions.plain(call),
    }
    actions[method.kind]()


def _waits(values: dict[str, Any]) -> dict[str, Any]:
    interval, timeout = values.pop("poll_interval", None), values.pop("poll_timeout", None)
    waits = {"poll_interval_ms": None if interval is None else round(interval * 1000), "poll_timeout": timeout}
    return {name: value for name, value in waits.items() if value is not None}


class _Command(click.Command):
    """Shows the options that every command has apart from its own."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        common = {*(option.name for option in options()), *_EXTRAS}
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                (shared if parameter.name in common else own).append(record)
        for title, records in (("Options", own), ("Options of every command", shared)):
            with formatter.section(title):
                formatter.write_dl(records)


def _version() -> click.Option:
    def show(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            from importlib.metadata import version

            click.echo(f"{PROGRAM} {version('openai-videos')}")
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help="Show the version and end."
    )


def _completion(program: click.Group, variable: str) -> click.Command:
    def show(shell: str) -> None:
        if completion := get_completion_class(shell):
            click.echo(completion(program, {}, PROGRAM, variable).source())

    return click.Command(
        "completion",
        callback=show,
        params=[click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))],
        help='Print what makes a shell complete words: eval "$(openai-videos completion bash)".',
    )
