"""The clock of a server with a database: it goes on where that of the server before it was."""

from openai_videos_mock.state.clock import Advanceable, Clock, lead
from openai_videos_mock.state.database import Database, DatabaseError


class KeptClock:
    """Gives the time of another clock, and remembers a time that it does not go beyond without remembering another."""

    def __init__(self, clock: Clock, database: Database) -> None:
        """Move the clock to where the one before it was, unless it is there already.

        Raises:
            DatabaseError: It cannot be moved, and jobs would run backwards.
        """
        behind = database.latest - clock()
        if behind > 0:
            if not isinstance(clock, Advanceable):
                raise DatabaseError(f"the clock is {behind:g} seconds behind the database, and cannot be moved")
            clock.advance(behind)
        self._clock = clock
        self._database = database
        self._reached = database.latest

    def __call__(self) -> float:
        """Give the time."""
        now = self._clock()
        if now > self._reached:
            self._reach(now)
        return now

    def restart(self) -> None:
        """Forget how far the clock had come, since it begins anew."""
        self._reach(self._clock())

    def _reach(self, now: float) -> None:
        # Some time ahead, so that a clock that runs by itself costs one write a second.
        self._reached = now + lead(self._clock)
        self._database.reach(self._reached)
