"""What Locust loads: its users, and what it is told at the beginning and the end.

A locustfile of your own may say no more than `from openai_videos_conformance.load.locustfile import VideosUser`.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from typing import Any, ClassVar

import attrs
import gevent
from locust import User, events, task
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner

from openai_videos_conformance.contract.operations import NOT_OFFERED
from openai_videos_conformance.load.options import add_options, names, options_of
from openai_videos_conformance.load.process import Process, UserProcess
from openai_videos_conformance.load.swarm import Alone, MasterProcess, WorkerProcess
from openai_videos_conformance.load.users.habits import Habits
from openai_videos_conformance.run.reachability import check_reachable
from openai_videos_conformance.run.wire.driver import Driver, Unreachable
from openai_videos_conformance.scenario.upkeep import REACHABLE_LIST
from openai_videos_conformance.target.address import WRONG, TargetError
from openai_videos_conformance.target.environment import check_way
from openai_videos_conformance.target.target import Target

SPAWN_MOST = 100
"""Users that start in a second, where nobody says how many; Locust warns of more."""

MASTER_PATIENCE = 20.0
"""Seconds that a worker waits for a word of its master."""


HOOKS: Any = events
"""What Locust tells, which has no types."""


class VideosUser(User):
    """A client of the server: makes jobs, looks at them and at those of others, and deletes them."""

    process: ClassVar[Process]
    ready: ClassVar[threading.Event] = threading.Event()
    """Set once the process is there, which Locust may start users before."""
    habits: Habits

    def on_start(self) -> None:
        """Begin."""
        self.ready.wait()
        if not isinstance(self.process, UserProcess):
            raise TypeError("a master has no users")
        self.habits = self.process.habits()

    @task
    def go_on(self) -> None:
        """Make a job and see it through, or look on; stop where nothing is left to do."""
        if not self.habits.go_on():
            raise StopUser


def _add_options(parser: Any, **_: object) -> None:
    group = parser.add_argument_group("videos conformance")
    # What the page of Locust showed, it would also store and send to workers: the key among it.
    add_options(lambda *words, **settings: setattr(group.add_argument(*words, **settings), "include_in_web_ui", False))


def _init(environment: Any, runner: Any, **_: object) -> None:
    # A line for each request, which Locust counts and the evidence has.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options = environment.parsed_options
    # Taken out, so that Locust sends none of it to workers.
    given = {name: vars(options).pop(name, None) for name in names()}
    if options.spawn_rate is None:
        options.spawn_rate = min(options.num_users or 1, SPAWN_MOST)
    try:
        own = options_of(given, is_worker=isinstance(runner, WorkerRunner))
        check_way(own.target)
        if isinstance(runner, WorkerRunner):
            worker = WorkerProcess(environment, own)
            _greet(worker)
            process: Process = worker
        else:
            # Before the server is waited for, so that workers who greet meanwhile are answered.
            process = (MasterProcess if isinstance(runner, MasterRunner) else Alone)(environment, own)
            _look_for_server(own.target)
    except (TargetError, Unreachable) as problem:
        print(f"openai-videos-conformance: {problem}", file=sys.stderr, flush=True)
        if isinstance(runner, MasterRunner):
            # So that workers do not wait for it.
            runner.quit()
        sys.exit(WRONG)
    environment.host = own.target.base_url
    VideosUser.process = process
    HOOKS.test_start.add_listener(lambda **_: process.start())
    HOOKS.test_stopping.add_listener(lambda **_: process.stopping())
    HOOKS.test_stop.add_listener(lambda **_: _ended(process))
    HOOKS.quitting.add_listener(lambda **_: process.interrupt())
    HOOKS.quit.add_listener(lambda **_: _tell(process))
    VideosUser.ready.set()
    interrupts: list[int] = []

    def interrupted() -> None:
        interrupts.append(signal.SIGINT)
        if len(interrupts) > 1:
            process.give_up()
        else:
            gevent.get_hub().handle_system_error(KeyboardInterrupt, KeyboardInterrupt())

    # By the loop of gevent, so that it never comes between a job and its record: all users are in one thread.
    gevent.signal_handler(signal.SIGINT, interrupted)


def _look_for_server(target: Target) -> None:
    """Ask whether there is a server at all, with no job."""
    driver = Driver(attrs.evolve(target, max_jobs=0))
    try:
        check_reachable(driver)
    except Unreachable:
        # A server without a list is there all the same: whether it takes creates is seen when it is asked for some.
        lists = driver.evidence.taken(REACHABLE_LIST)
        if not lists or lists[-1].status not in NOT_OFFERED:
            raise
    finally:
        driver.close()


def _greet(process: WorkerProcess) -> None:
    """Introduce a worker to its master.

    Raises:
        TargetError: The master does not answer, or has no use for this worker.
    """
    end = time.monotonic() + MASTER_PATIENCE
    process.worker.greet()
    # A master that is still setting itself up hears no greeting.
    while not process.worker.is_known.wait(1) and time.monotonic() < end:
        process.worker.greet()
    if not process.worker.is_known.is_set():
        raise TargetError("the master does not answer; start it with the same locustfile", place="--master-host")
    if process.worker.refused:
        raise TargetError(process.worker.refused, place="--base-url")


def _ended(process: Process) -> None:
    process.stop()
    if process.environment.web_ui:
        _tell(process)


def _tell(process: Process) -> None:
    if process.verdict is not None:
        print("\n".join(process.verdict.lines()), flush=True)
        print(f"evidence: {process.options.folder}", flush=True)
        process.verdict = None


HOOKS.init_command_line_parser.add_listener(_add_options)
HOOKS.init.add_listener(_init)
