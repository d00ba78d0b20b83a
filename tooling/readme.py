"""Each addon's README.rst, which Odoo shows, out of the fragments in its readme/.

python -m tooling.readme            writes them
python -m tooling.readme --check    fails if one is not what the fragments say
"""

import ast
import re
import sys

from docutils.core import publish_doctree
from docutils.utils import SystemMessage

from tooling import addons
from tooling.console import say
from tooling.paths import ROOT

SECTIONS = {
    "CONTEXT": "Use Cases / Context",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "HISTORY": "Changes",
}
CREDITS = "BACG (https://bacg.cloud), AGPL-3.0 or later.\n"
HEADING = re.compile(r"#+ (.*)")
# What is indented like this within a list item is shown as it stands.
BLOCK = " " * 7
ITEM = re.compile(r"(\d+\.|-) +(.*)")


def compose(addon: str) -> str:
    """Return the README.rst of an addon."""
    folder = ROOT / addon
    manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
    parts = [_title(manifest["name"], "="), _fragment(folder, "DESCRIPTION")]
    for name, title in SECTIONS.items():
        parts += [_title(title, "-"), _fragment(folder, name)]
    return "\n".join([*parts, _title("Credits", "-"), CREDITS])


def _fragment(folder, name: str) -> str:
    return to_rst((folder / "readme" / f"{name}.md").read_text())


def to_rst(markdown: str) -> str:
    """Return reStructuredText for the Markdown that our fragments use.

    That is headings, paragraphs, flat lists, indented blocks in them, code, emphasis.
    """
    lines, indent, literal = [], "", False
    for line in markdown.splitlines():
        block, literal = literal, line.startswith(BLOCK)
        if literal:
            lines += [] if block else [f"{indent}::", ""]
            lines.append(f"{indent}  {line.removeprefix(BLOCK)}")
        elif heading := HEADING.fullmatch(line):
            lines += [_title(heading[1], "~").rstrip("\n"), ""]
        elif item := ITEM.match(line):
            if not indent and lines and lines[-1]:
                lines.append("")
            marker = f"{item[1]} "
            indent = " " * len(marker)
            lines.append(marker + _inline(item[2]))
        elif line.startswith(" "):
            lines.append(indent + _inline(line.strip()))
        else:
            if line and indent and lines[-1]:
                lines.append("")
            indent = indent if not line else ""
            lines.append(_inline(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n") + "\n")


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"``\1``", text)


def _title(text: str, underline: str) -> str:
    return f"{text}\n{underline * len(text)}\n"


def main() -> int:
    """Write or check the files; return how many are wrong."""
    wrong = 0
    for addon in addons.names():
        path, text = ROOT / addon / "README.rst", compose(addon)
        if "--check" not in sys.argv:
            path.write_text(text)
        elif path.read_text() != text:
            say(f"{path.relative_to(ROOT)} is old: python -m tooling.readme")
            wrong += 1
        try:
            options = {"halt_level": 2, "report_level": 5}
            publish_doctree(text, settings_overrides=options)
        except SystemMessage as error:
            say(f"{addon}/README.rst: {error}")
            wrong += 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
