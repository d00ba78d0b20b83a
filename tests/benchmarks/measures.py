"""The measures, in the order in which they run."""

import cProfile
import gc
import pstats
from statistics import median

from tests.benchmarks import (
    databases,
    developments,
    large,
    localizations,
    mail,
    screens,
    service,
    statements,
    throughput,
    uptime,
    words,
)
from tests.benchmarks.side import CASES, Side, settle
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.table import Row
from tooling.paths import LOG

# What is moved → modes of the stages to and from which.
MOVES = {
    "to run": ("run",),
    "to wait": ("wait",),
    "from wait to run": ("run", "wait"),
    "to stop": ("stop",),
}


def run(given):
    """Yield a :class:`Row` for each measure whose name was asked for."""

    def asked(name: str) -> bool:
        return not given.names or any(map(name.startswith, given.names))

    if any(map(asked, (*large.NAMES, service.NAME, words.NAME))):
        # First, while the process is small: memory is measured, too.
        side = Side("ours", databases.LARGE)
        yield from large.run(side, given.repetitions, asked, profiled(given))
        if asked(service.NAME):
            yield from service.run(side, given.repetitions, profiled(given))
        if asked(words.NAME):
            yield from words.run(side, given.repetitions, profiled(given))
    if asked(statements.NAME):
        yield from statements.run(given.repetitions, profiled(given))
    chosen = [measure for measure in MEASURES if asked(measure[0])]
    if chosen or asked(throughput.NAME):
        sides = {name: Side(name) for name in databases.ADDON}
        for what, unit, function, limit, against in chosen:
            figures = compare(sides.values(), function, given, what)
            yield Row(what, unit, limit=limit, against=against, **figures)
        if asked(throughput.NAME):
            yield from throughput.run([sides["bare"], sides["ours"]])
    if asked(developments.NAME):
        yield from developments.run(given.repetitions)
    if asked(localizations.NAME):
        yield from localizations.run(given.repetitions)
    if asked(uptime.NAME):
        yield from uptime.run()
    if asked(screens.NAME):
        yield from screens.run(given.repetitions)


def compare(sides, function, given, what) -> dict:
    """Return the median for each side; they take turns, so that noise hits all."""
    figures = {side.name: [] for side in sides}
    for _turn in range(given.repetitions + 1):
        for side in sides:
            with side.environment() as env:
                gc.collect()
                figures[side.name].append(function(side, env))
    if given.profile:
        with side.environment() as env:
            profiled(given)(what, function, side, env)
    # The first turn only warms the caches.
    return {name: median(values[1:]) for name, values in figures.items()}


def profiled(given):
    """Return a function that calls another one, profiled if asked for."""

    def call(what, function, *arguments):
        if not given.profile:
            return function(*arguments)
        profile = cProfile.Profile()
        result = profile.runcall(function, *arguments)
        path = LOG / f"bench-{what.replace(' ', '-').replace(':', '')}.txt"
        with path.open("w") as output:
            stats = pstats.Stats(profile, stream=output)
            stats.sort_stats("cumulative").print_stats(120)
            stats.sort_stats("tottime").print_stats(40)
        return result

    return call


def create_together(side, env) -> float:
    """Return the seconds for creating the cases by one call."""
    values = side.ticket_values(CASES)
    watch = Stopwatch(env)
    env["helpdesk.ticket"].create(values)
    settle(env)
    return watch.seconds()


def create_singly(side, env) -> float:
    """Return the seconds for creating the cases one after the other."""
    values_list = side.ticket_values(CASES)
    watch = Stopwatch(env)
    for values in values_list:
        env["helpdesk.ticket"].create(values)
        settle(env)
    return watch.seconds()


def move(mode: str, begin_in: str | None = None, tracked: bool = True):
    """Return a measure: seconds for moving all cases into the stage of a mode.

    :param begin_in: mode of the stage from which they come, by default the first
    :param tracked: with the messages about it, that are written before the commit
    """

    def measure(side, env) -> float:
        tickets = env["helpdesk.ticket"].browse(side.cases)
        stage = env["helpdesk.ticket.stage"].browse(side.stages[mode])
        # Mails to a thousand customers cost the same on each side, minutes.
        stage.sudo().mail_template_id = False
        if begin_in:
            tickets.write({"stage_id": side.stages[begin_in]})
        settle(env)
        env.invalidate_all()
        watch = Stopwatch(env)
        tickets.write({"stage_id": stage.id})
        settle(env) if tracked else env.flush_all()
        return watch.seconds()

    return measure


MEASURES = [
    ("create: 1,000 by one call", "s", create_together, 1.3, "bare"),
    ("create: 1,000 one by one", "s", create_singly, 1.3, "bare"),
    *(
        (f"stage: 1,000 {title}{words}", "s", move(*modes, tracked=tracked), limit, of)
        for title, modes in MOVES.items()
        for words, tracked, limit, of in (
            ("", True, 0.1, "oca"),
            (", untracked", False, None, "oca"),
        )
    ),
    ("mail: known, unacknowledged", "ms", mail.known(answered=False), 1.5, "bare"),
    ("mail: known, acknowledged", "ms", mail.known(answered=True), 2, "bare"),
    ("mail: unknown sender", "ms", mail.unknown, 5, "bare"),
]
