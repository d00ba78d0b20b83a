# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When what a check saw is believed; pure functions.

A single failure says little: an instance is down after so many failures one after the
other, and then from the first of them; it is up again by the same rule. What nobody
saw, as the monitor itself had no network, is unknown and confirms nothing.
"""

from datetime import datetime
from typing import NamedTuple

UP, DOWN = "up", "down"
# Of our address book, of our monitor: in neither case did anybody look.
UNKNOWN_DATA, UNKNOWN_MONITOR = "unknown_data", "unknown_monitor"


class Memory(NamedTuple):
    """What is known of one check between two runs."""

    state: str | None = None  # what is shown: one of the four; None before all
    confirmed: str | None = None  # the last of UP and DOWN that was believed
    pending: int = 0  # observations against it, one after the other
    since: datetime | None = None  # the first of them


class Change(NamedTuple):
    """From this moment on the state is another one."""

    at: datetime
    state: str


def observe(memory, seen, at, needed):
    """Take one observation into account.

    :param seen: one of the four states
    :param at: when the check began
    :param needed: how many in a row are believed, at least 1
    :return: the new :class:`Memory`, and a :class:`Change` or None
    """
    if seen not in (UP, DOWN):
        return _show(memory._replace(pending=0, since=None), seen, at)
    # An instance that nobody knows yet is up by its first answer.
    if seen == (memory.confirmed or UP):
        return _show(Memory(memory.state, seen), seen, at)
    pending, since = memory.pending + 1, memory.since or at
    if pending < needed:
        return memory._replace(pending=pending, since=since), None
    return _show(Memory(memory.state, seen), seen, since)


def _show(memory, state, at):
    if memory.state == state:
        return memory, None
    return memory._replace(state=state), Change(at, state)


def observe_all(memory, observations, needed):
    """Take observations into account in their order.

    :param observations: pairs of a state and its moment
    :return: the new :class:`Memory` and the list of changes
    """
    changes = []
    for seen, at in observations:
        memory, change = observe(memory, seen, at, needed)
        if change:
            changes.append(change)
    return memory, changes


def is_open(memory):
    """Return whether a next look should come soon, as something is half confirmed."""
    return bool(memory.pending)


def interrupt(memory):
    """Return what is known once the monitor stood still: nothing half confirmed."""
    return Memory(UNKNOWN_MONITOR, memory.confirmed)


def is_monitor_fault(sites, controls, share, minimum=5):
    """Return whether the failures of one run are rather the monitor's own.

    The control targets say so: if one answers, our network works. Without any, many
    sites that have nothing to do with each other and failed at once speak for it.

    :param sites: pairs of a site and whether it failed, of what was up before; a site
        has failed if all that was checked of it has
    :param controls: whether each control target answered
    :param share: percent of the sites
    :param minimum: fewer sites say nothing
    """
    if controls:
        return not any(controls)
    failed = {}
    for site, has_failed in sites:
        failed[site] = failed.get(site, True) and has_failed
    if len(failed) < minimum:
        return False
    return sum(failed.values()) * 100 >= share * len(failed)
