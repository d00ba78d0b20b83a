"""Reads our addons into facts: what each file defines, uses and names."""

import ast
import importlib.util
import re
import xml.etree.ElementTree as xml
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from tooling.checks.house_rules import FLOORS, HOUSE

_DEFINED = re.compile(r"^\s*(?:async )?def (\w+)|^    (\w+) = fields\.", re.MULTILINE)
_METHOD_CALL = re.compile(r"[\w)\]]\.([a-z_]\w*)\(")
_METHOD_OPTION = re.compile(r"""['"]method['"]\s*:\s*['"](\w+)['"]""")
_ORM_CALL = re.compile(r"""\borm\s*\.call\(\s*[^,]+,\s*["'](\w+)["']""")
_JS_CONTEXT = re.compile(r"""\bcontext\s*[:=]\s*\{([^{}]*)\}""")
_JS_KEY = re.compile(r"""(?:^|,)\s*["']?(\w+)["']?\s*(?=[:,]|$)""")
_XML_KEY = re.compile(r"""['"](\w+)['"]\s*:""")
_XML_CONTEXT = re.compile(r"""\b(?:ctx|context)(?:\.get\(|\[)['"](\w+)""")
_DOTTED = re.compile(r"[A-Za-z_][\w.]*")


@dataclass
class Model:
    """A class of a model: `owned` where it gives the model its name."""

    name: str
    owned: bool
    methods: set = field(default_factory=set)
    fields: set = field(default_factory=set)
    supers: set = field(default_factory=set)


@dataclass
class Source:
    """What a file says; `room` is a room, an addon, "tools", "outside", "elsewhere".

    `uses` are attributes, `words` the parts of strings, `names` what is defined outside
    models, `imports` rooms, `keys` those of the context, `called` methods named in XML
    and JS.
    """

    path: str
    room: str
    lines: int = 0
    models: list = field(default_factory=list)
    names: set = field(default_factory=set)
    uses: set = field(default_factory=set)
    words: set = field(default_factory=set)
    imports: set = field(default_factory=set)
    keys: set = field(default_factory=set)
    called: set = field(default_factory=set)


def read(root: Path) -> list[Source]:
    """Return the facts of every file of our addons under `root`, tests aside."""
    return [
        _READERS[path.suffix](path.read_text(), path.relative_to(root))
        for path in sorted(root.glob("bacg_*/**/*"))
        if path.suffix in _READERS
        and path.name not in ("__init__.py", "__manifest__.py")
        and path.relative_to(root).parts[1] not in ("tests", "migrations")
    ]


def room_of(parts: tuple) -> str:
    """Return the room of a file or module whose path has these parts."""
    addon, *inside = parts
    if inside[:1] == ["controllers"]:
        return "elsewhere"  # pages of all addons have a look in common
    if addon != HOUSE:
        return addon
    if inside[:1] == ["tools"]:
        return "tools"
    if inside[:1] not in (["models"], ["wizards"]):
        return "elsewhere"
    return inside[1] if len(inside) > 1 and inside[1] in FLOORS else "outside"


def _read_python(text: str, path: Path) -> Source:
    """Return the facts of Python code."""
    source = Source(str(path), room_of(path.parts), len(text.splitlines()))
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            model = _model(node)
            if model:
                source.models.append(model)
            else:
                source.names |= _assigned(node)
        elif isinstance(node, ast.FunctionDef):
            source.names.add(node.name)
        elif isinstance(node, ast.Attribute):
            if not _is_super(node):
                source.uses.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            source.imports |= set(_imported(node, path.parts))
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            source.names |= set(_strings(node.elts[:1]))  # a value of a selection
        for word in _strings([node]):
            source.words |= set(word.split(".") if _DOTTED.fullmatch(word) else ())
        source.keys |= set(_context_keys(node))
    for model in source.models:
        source.names -= model.methods
    return source


def _model(node: ast.ClassDef) -> Model | None:
    """Return what the class of a model defines, nothing for another class."""
    constants = {
        target.id: ast.literal_eval(statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
    }
    inherited = constants.get("_inherit") or []
    inherited = [inherited] if isinstance(inherited, str) else list(inherited)
    name = constants.get("_name") or next(iter(inherited), None)
    if not name:
        return None
    return Model(
        name,
        name not in inherited,
        {part.name for part in node.body if isinstance(part, ast.FunctionDef)},
        {
            target.id
            for part in node.body
            if isinstance(part, ast.Assign) and _is_field(part.value)
            for target in part.targets
        },
        {part.attr for part in ast.walk(node) if _is_super(part)},
    )


def _is_field(node: ast.expr) -> bool:
    """Return whether a value is a call such as ``fields.Char()``."""
    function = getattr(node, "func", None)
    return getattr(getattr(function, "value", None), "id", None) == "fields"


def _is_super(node: ast.AST) -> bool:
    """Return whether a node is an attribute of ``super()``."""
    call = getattr(node, "value", None) if isinstance(node, ast.Attribute) else None
    return getattr(getattr(call, "func", None), "id", None) == "super"


def _assigned(node: ast.ClassDef) -> set[str]:
    """Return the attributes that a class declares."""
    targets = (
        [part.target] if isinstance(part, ast.AnnAssign) else part.targets
        for part in node.body
        if isinstance(part, ast.AnnAssign | ast.Assign)
    )
    return {t.id for group in targets for t in group if isinstance(t, ast.Name)}


def _imported(node: ast.ImportFrom, parts: tuple) -> Iterator[str]:
    """Return the rooms and other places of ours that an import reaches."""
    module = tuple(node.module.split(".")) if node.module else ()
    if node.level:
        module = (*parts[: -node.level], *module)
    elif module[:2] == ("odoo", "addons"):
        module = module[2:]
    if module and module[0].startswith("bacg_"):
        for alias in node.names:
            yield room_of((*module, alias.name))


def _context_keys(node: ast.AST) -> Iterator[str]:
    """Return the keys of the context that an expression reads or sets."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", None)
        if name in ("with_context", "update_context"):
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)
            for argument in node.args:
                yield from _dict_keys(argument)
        elif name in ("get", "pop", "setdefault") and _is_context(node.func.value):
            yield from _strings(node.args[:1])
        for keyword in node.keywords:
            if keyword.arg == "context":
                yield from _dict_keys(keyword.value)
    elif isinstance(node, ast.Subscript) and _is_context(node.value):
        yield from _strings([node.slice])
    elif isinstance(node, ast.Compare) and _is_context(node.comparators[0]):
        yield from _strings([node.left])
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key and list(_strings([key])) == ["context"]:
                yield from _dict_keys(value)
    elif isinstance(node, ast.Assign) and any(map(_is_context, node.targets)):
        yield from _dict_keys(node.value)


def _is_context(node: ast.AST) -> bool:
    """Return whether an expression is ``context`` or ends with ``.context``."""
    return "context" in (getattr(node, "attr", None), getattr(node, "id", None))


def _dict_keys(node: ast.AST) -> Iterator[str]:
    """Return the literal keys of ``{…}`` or ``dict(…)``."""
    if isinstance(node, ast.Dict):
        yield from _strings(key for key in node.keys if key)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", None) == "dict":
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def _strings(nodes: Iterable) -> Iterator[str]:
    """Return the values of those nodes that are literal strings."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _read_xml(text: str, path: Path) -> Source:
    """Return the facts of views, data and templates; of static ones nothing."""
    source = Source(str(path), room_of(path.parts))
    if "static" in path.parts:
        return source
    for element in xml.fromstring(text.encode()).iter():
        values = [*element.attrib.values(), element.text or "", element.tail or ""]
        for value in values:
            source.called |= set(_METHOD_CALL.findall(value))
            source.keys |= set(_XML_CONTEXT.findall(value))
        source.called |= set(_METHOD_OPTION.findall(element.get("options", "")))
        if element.tag == "function" or element.get("type") == "object":
            source.called.add(element.get("action") or element.get("name"))
        source.keys |= set(_XML_KEY.findall(element.get("context", "")))
        if element.get("name") == "context":
            value = f"{element.text or ''} {element.get('eval', '')}"
            source.keys |= set(_XML_KEY.findall(value))
    return source


def _read_js(text: str, path: Path) -> Source:
    """Return the facts of JavaScript."""
    source = Source(str(path), room_of(path.parts))
    source.called |= set(_ORM_CALL.findall(text))
    for keys in _JS_CONTEXT.findall(text):
        source.keys |= set(_JS_KEY.findall(keys))
    return source


_READERS = {".py": _read_python, ".xml": _read_xml, ".js": _read_js}


def core_names(root: Path) -> set[str]:
    """Return the methods and fields of Odoo and of the addons that ours depend on."""
    names = {*dir(str), *dir(dict), *dir(list), *dir(datetime), *dir(EmailMessage)}
    for folder in _core_folders(root):
        for path in folder.rglob("*.py"):
            if not {"tests", "addons"} & set(path.relative_to(folder).parts):
                for method, field_name in _DEFINED.findall(path.read_text()):
                    names.add(method or field_name)
    return names


def _core_folders(root: Path) -> Iterator[Path]:
    """Return where Odoo lies, and each addon on which those at `root` depend."""
    yield from _folders("odoo")
    todo, seen = [path.parent for path in root.glob("bacg_*/__manifest__.py")], set()
    while todo:
        manifest = ast.literal_eval((todo.pop() / "__manifest__.py").read_text())
        for name in {*manifest.get("depends", ["base"])} - seen:
            seen.add(name)
            if not name.startswith("bacg_"):
                todo += _folders(f"odoo.addons.{name}")
                yield todo[-1]


def _folders(module: str) -> list[Path]:
    """Return where a package lies; ``odoo`` lies in several places."""
    return [*map(Path, importlib.util.find_spec(module).submodule_search_locations)]
