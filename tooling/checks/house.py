"""Judges the rooms of our code; without ``--check`` it prints all faults."""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path, PurePath

from tooling.checks import house_facts
from tooling.checks.house_facts import Source
from tooling.checks.house_rules import (
    CELLAR,
    CONTEXT_KEYS,
    FLOORS,
    LENT,
    PREFIXES,
    ROOF,
    SPLIT_ABOVE,
    TICKET,
    WRITE_PATH,
    WRITES,
)
from tooling.paths import ROOT

NOT_CURED = ROOT / "tests" / "house_not_cured.txt"
FLOOR_OF = FLOORS | CELLAR | ROOF
# The name of a field up to this length may be anything's.
SHORT = 5


def main() -> int:
    """Print all faults, or with ``--check`` what differs from the visible list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="judge by the list")
    found = faults(ROOT, house_facts.core_names(ROOT))
    if parser.parse_args().check:
        found = differences(found, NOT_CURED.read_text().splitlines())
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return bool(found)


def differences(found: list[str], listed: list[str]) -> list[str]:
    """Return faults that no line of the list excuses, and lines that excuse none.

    A line is a fault as it is printed; with a ``*`` it excuses all that match.
    """
    lines = [line for line in listed if line and not line.startswith("#")]
    patterns = [line for line in lines if "*" in line]
    exact = set(lines).difference(patterns)
    excused = {f for f in found if f in exact or _match(f, patterns)}
    cured = [p for p in patterns if not any(_match(f, [p]) for f in found)]
    cured += [line for line in lines if line in exact - excused]
    return [
        *(fault for fault in found if fault not in excused),
        *(f"{line} (cured: take it off tests/{NOT_CURED.name})" for line in cured),
    ]


def _match(fault: str, patterns: Iterable[str]) -> bool:
    """Return whether a fault matches one of the patterns."""
    return any(fnmatchcase(fault, pattern) for pattern in patterns)


def faults(root: Path, core: set[str]) -> list[str]:
    """Return the faults of our addons under `root`; `core` are names of Odoo's."""
    sources = house_facts.read(root)
    places, ours = _definitions(sources)
    found = [f"{s.path}: outside a room" for s in sources if s.room == "outside"]
    for source in sources:
        if source.room != "outside":
            found += _arrows(source, places, ours, core)
            found += _class_faults(source)
            found += _foreign_prefixes(source, places)
            found += _unknown_names(source, places.keys() | core)
    return sorted({*found, *_split_models(sources)})


def _definitions(sources: list[Source]) -> tuple[dict, set]:
    """Return name → what defines it, and the names by which arrows are found.

    A definition is a room and a class or file in it. A field counts if its name cannot
    well be anything else and one room alone defines it.
    """
    places, methods, fields = defaultdict(set), set(), set()
    for source in sources:
        for name in source.names:
            places[name].add((source.room, source.path))
        for model in source.models:
            for name in model.methods | model.fields:
                places[name].add((source.room, id(model)))
            methods |= model.methods
            fields |= model.fields
    distinctive = {
        name
        for name in fields
        if len(name) > SHORT and "_" in name and len(_rooms(places[name])) == 1
    }
    return places, methods | distinctive


def _rooms(places: set) -> list[str]:
    """Return the rooms of definitions."""
    return sorted({room for room, _place in places})


def _arrows(source: Source, places: dict, ours: set, core: set) -> Iterator[str]:
    """Return what a file uses of rooms that are not below its own."""
    for room in sorted(source.imports):
        if not _reaches(source.room, room):
            yield f"{source.path}: imports from {room}"
    if source.room not in FLOORS:
        return
    for name in sorted((source.uses | source.words) & ours - core):
        rooms = _rooms(places[name])
        if not any(_reaches(source.room, room) for room in rooms):
            yield f"{source.path}: uses {name} of {', '.join(rooms)}"
    for model in source.models:
        for name in sorted(model.supers - core):
            others = {room for room, place in places[name] if place != id(model)}
            if not any(_reaches(source.room, room) for room in others):
                yield f"{source.path}: super().{name}, which no lower room defines"


def _reaches(room: str, other: str) -> bool:
    """Return whether code of a room may use another's: its own, or one below."""
    return room == other or FLOOR_OF[other] < FLOOR_OF[room]


def _class_faults(source: Source) -> Iterator[str]:
    """Return what a file should not hold: second classes, writes of the ticket."""
    names = [model.name for model in source.models]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{source.path}: two classes of {name}"
    if len(set(names)) > 1:
        yield f"{source.path}: several models: {', '.join(sorted(set(names)))}"
    if source.path != WRITE_PATH:
        for model in source.models:
            for name in sorted(WRITES & model.methods if model.name == TICKET else ()):
                yield f"{source.path}: overrides {name} of {TICKET}"


def _split_models(sources: list[Source]) -> Iterator[str]:
    """Return models in a room that are split without need, or their fields are."""
    files = defaultdict(list)
    for source in sources:
        single = source.room in FLOORS and len({m.name for m in source.models}) == 1
        for model in source.models if single else ():
            files[source.room, model.name].append((source, model))
    for (room, name), parts in files.items():
        main = f"{name.replace('.', '_')}.py"
        lines = sum(source.lines for source, _model in parts)
        verbs = [part for part in parts if PurePath(part[0].path).name != main]
        if len(parts) == len(verbs):
            yield f"{room}: no {main} among the files of {name}"
        elif verbs and lines <= SPLIT_ABOVE:
            yield f"{room}: {name} is split, yet short"
        # So the order of the imports in a room changes nothing.
        methods = Counter(chain(*(model.methods for _source, model in parts)))
        for method in sorted(method for method in methods if methods[method] > 1):
            yield f"{room}: {name} defines {method} twice"
        if any(model.owned for _source, model in parts):
            for source, model in verbs:
                for field in sorted(model.fields):
                    yield f"{source.path}: field {field} belongs into {main}"


def _foreign_prefixes(source: Source, places: dict) -> Iterator[str]:
    """Return methods called after another room, unless a room below defines them."""
    floor = FLOOR_OF[source.room]
    for model in source.models:
        for name in sorted(() if model.owned else model.methods):
            owner = next((PREFIXES[p] for p in PREFIXES if name.startswith(p)), None)
            lowest = min(FLOOR_OF[room] for room in _rooms(places[name]))
            allowed = (None, source.room, LENT.get((source.room, model.name)))
            if owner not in allowed and lowest >= floor:
                yield f"{source.path}: {name} is named after {owner}"


def _unknown_names(source: Source, known: set) -> Iterator[str]:
    """Return keys of the context that are not listed, and methods nobody defines."""
    for key in sorted(source.keys - CONTEXT_KEYS.keys()):
        if not key.startswith(("default_", "search_default_")):
            yield f"{source.path}: context key {key}"
    for name in sorted(source.called - known):
        yield f"{source.path}: calls {name}, which nobody defines"


if __name__ == "__main__":
    sys.exit(main())
