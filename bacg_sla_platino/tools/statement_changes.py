# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a revision of a statement changes in the one before; without the ORM."""

NO_CLOCKS = [0, 0]


def between(before, after):
    """Return what differs, in the order in which the document says it.

    :param before, after: contents of statements: their ``population`` by name, their
        ``figures`` by metric and priority, their ``late`` clocks by id
    :return: list of dicts of plain JSON values, each with ``what`` (``population``,
        ``figure`` or ``late``), ``before`` and ``after``
    """
    return [
        *_population(before["population"], after["population"]),
        *_figures(before["figures"], after["figures"]),
        *_late(before["late"], after["late"]),
    ]


def _population(before, after):
    return [
        {"what": "population", "name": name, "before": before.get(name), "after": value}
        for name, value in after.items()
        if before.get(name) != value
    ]


def _figures(before, after):
    """Kept of judged; a group that a statement does not name had none of either."""
    old, new = _kept_of_judged(before), _kept_of_judged(after)
    return [
        {
            "what": "figure",
            "metric": metric,
            "priority": priority,
            "before": old.get((metric, priority), NO_CLOCKS),
            "after": new.get((metric, priority), NO_CLOCKS),
        }
        for metric, priority in {**old, **new}
        if old.get((metric, priority), NO_CLOCKS)
        != new.get((metric, priority), NO_CLOCKS)
    ]


def _kept_of_judged(figures):
    return {
        (figure["metric"], figure["priority"]): [figure["met"], figure["judged"]]
        for figure in figures
    }


def _late(before, after):
    """Clocks that became late, are late no more, or of which more is known.

    That an open one has grown later meanwhile is no change.
    """
    old = {clock["id"]: clock for clock in before}
    new = {clock["id"]: clock for clock in after}
    return [
        {
            "what": "late",
            "number": (new.get(key) or old[key])["number"],
            "metric": (new.get(key) or old[key])["metric"],
            "before": old.get(key),
            "after": new.get(key),
        }
        for key in {**old, **new}
        if _known(old.get(key)) != _known(new.get(key))
    ]


def _known(clock):
    if not clock or clock["outcome"] != "open_late":
        return clock
    return {**clock, "late_minutes": None}
