# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Read winmail.dat, in which Outlook wraps text and files (MS-OXTNEF, MS-OXRTFCP).

The package ``tnefparse`` reads it, too, but counts to four billion if a file of twenty
bytes says so, and copies the rest of a file for each of its parts.
"""

import re
import struct
from dataclasses import dataclass, field

from .mail_text import decoded

SIGNATURE = b"\x78\x9f\x3e\x22"
OBJECTS_LIMIT, PROPERTIES_LIMIT, FILES_LIMIT, DEPTH_LIMIT = 20_000, 5000, 100, 5
RTF_LIMIT = 4 * 1024**2

_OBJECT = struct.Struct("<BHHI")
_ATTACHMENT = 2  # level of objects that tell of a file
_BODY, _PROPERTIES, _NEW_FILE = 0x800C, 0x9003, 0x9002
_TITLE, _DATA, _FILE_PROPERTIES, _CODE_PAGE = 0x8010, 0x800F, 0x9005, 0x9007
# Properties, and the sizes of their types; texts and bytes have lengths.
_P_BODY, _P_HTML, _P_RTF, _P_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_P_DATA, _P_NAMES = 0x3701, (0x3707, 0x3704, 0x3001)
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x01: 4, 0x48: 16}
_SIZES |= dict.fromkeys((0x05, 0x06, 0x07, 0x14, 0x40), 8)
_UNICODE = 0x1F
_VARIABLE = (0x1E, _UNICODE, 0x0D, 0x102)
_SEVERAL, _NAMED = 0x1000, 0x8000
# What a file is that is a message, or a document in another one.
_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_STORAGE = bytes.fromhex("0b00000000000000c000000000000046")

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
    b"\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    b"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
    b"\\tx"
)
_RTF = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+"
    r"|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_UNSHOWN = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata"}
_SIGNS = {
    "par": "\n",
    "line": "\n",
    "row": "\n",
    "cell": " ",
    "tab": "\t",
    "ldblquote": "“",
    "rdblquote": "”",
    "lquote": "‘",
    "rquote": "’",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
}


@dataclass
class Winmail:
    """The ``text`` in plain or ``html``, and ``files`` as (name, bytes)."""

    text: str = ""
    html: str = ""
    files: list = field(default_factory=list)


def read(data, depth=0):
    """Return what a winmail.dat holds, None if it cannot be read or holds nothing."""
    if not data.startswith(SIGNATURE) or depth > DEPTH_LIMIT:
        return None
    result, rtf, page, attached = Winmail(), "", "cp1252", []
    try:
        for level, name, value in _objects(data):
            if name == _CODE_PAGE:
                page = _code_page(value)
            elif level == _ATTACHMENT:
                _add_to_files(attached, name, value, page)
            elif name == _BODY:
                result.text = _text(value, page)
            elif name == _PROPERTIES:
                found = _properties(value)
                internet = _code_page(found.get(_P_CODE_PAGE, b"")) or page
                result.text = _text(found.get(_P_BODY), page) or result.text
                result.html = _text(found.get(_P_HTML), internet)
                rtf = _uncompressed(found.get(_P_RTF, b""))
    except (struct.error, ValueError, IndexError):
        return None
    if not result.text and not result.html:
        result.text = _rtf_text(rtf)
    for file in attached[:FILES_LIMIT]:
        result.files += _files(file, depth)
    return result if result.text or result.html or result.files else None


def _objects(data):
    """Yield (level, name, bytes) of each part of the file."""
    position = 6
    for _number in range(OBJECTS_LIMIT):
        if position + _OBJECT.size > len(data):
            return
        level, name, _type, length = _OBJECT.unpack_from(data, position)
        position += _OBJECT.size
        yield level, name, data[position : position + length]
        position += length + 2  # and its checksum
    raise ValueError("too many parts")


def _add_to_files(attached, name, value, page):
    """Note what a part tells of the last file."""
    if name == _NEW_FILE or not attached:
        attached.append({})
    if name == _TITLE:
        attached[-1]["name"] = _text(value, page)
    elif name == _DATA:
        attached[-1]["data"] = value
    elif name == _FILE_PROPERTIES:
        found = _properties(value)
        names = [_text(found.get(key), page) for key in _P_NAMES]
        attached[-1]["name"] = next(filter(None, names), attached[-1].get("name"))
        if _P_DATA in found:
            attached[-1].setdefault("data", found[_P_DATA])


def _files(file, depth):
    """Return a file as (name, bytes); of a message in it, its text and its files."""
    name = file.get("name") or ""
    data = file.get("data", b"").removeprefix(_STORAGE)
    if not data.startswith(_MESSAGE):
        return [(name, data)] if data else []
    inner = read(data[len(_MESSAGE) :], depth + 1)
    if not inner:
        return [(name or "message.dat", data)]
    kind, text = ("html", inner.html) if inner.html else ("txt", inner.text)
    told = [(f"{name or 'message'}.{kind}", text.encode())] if text else []
    return told + inner.files


def _properties(data):
    """Return the first value of each property, as bytes; texts in UTF-16 as text."""
    found, position, left = {}, 4, PROPERTIES_LIMIT
    (count,) = struct.unpack_from("<I", data)
    for _number in range(min(count, PROPERTIES_LIMIT)):
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= _NAMED:
            position = _skip_name(data, position)
        values, variable = 1, kind & ~_SEVERAL in _VARIABLE
        if variable or kind & _SEVERAL:
            (values,) = struct.unpack_from("<I", data, position)
            position += 4
        kind, left = kind & ~_SEVERAL, left - values
        for _value in range(values if left > 0 else 0):
            length = size = _SIZES.get(kind, 0)
            if variable:
                (length,) = struct.unpack_from("<I", data, position)
                position += 4
                size = -(-length // 4) * 4
            if not (size or variable) or position + length > len(data):
                raise ValueError("no property")
            value = data[position : position + length]
            if kind == _UNICODE:
                value = value.decode("utf-16-le", "replace")
            found.setdefault(name, value)
            position += size
    return found


def _skip_name(data, position):
    """Return where a property goes on behind its own name."""
    kind, length = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (-(-length // 4) * 4 if kind else 0)


def _code_page(value):
    """Return the name of a code page, ``""`` if it is not known."""
    number = int.from_bytes(value[:4], "little")
    known = {65001: "utf-8", 20127: "cp1252", 28591: "cp1252", 28592: "iso-8859-2"}
    return known.get(number, f"cp{number}") if number else ""


def _text(value, page):
    text = decoded(value, page)[0] if isinstance(value, bytes) else value or ""
    return text.replace("\0", "").strip()


def _uncompressed(data):
    """Return RTF that Outlook compressed, as text in which a character is a byte."""
    if len(data) < 16:
        return ""
    packed, size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:
        return data[16 : 16 + size].decode("latin-1")
    if kind != 0x75465A4C or size > RTF_LIMIT:
        return ""
    window = bytearray(_DICTIONARY.ljust(4096, b"\0"))
    begin, place, position, result = 0, len(_DICTIONARY), 16, bytearray()
    end = min(len(data), packed + 4)

    def put(byte):
        nonlocal place
        result.append(byte)
        window[place] = byte
        place = (place + 1) % 4096

    while position < end and len(result) < RTF_LIMIT:
        flags, position = data[position], position + 1
        for bit in range(8):
            if position >= end:
                break
            if not flags >> bit & 1:
                put(data[position])
                position += 1
                continue
            if position + 2 > end:
                return result.decode("latin-1")
            reference = int.from_bytes(data[position : position + 2], "big")
            begin, length = reference >> 4, (reference & 15) + 2
            position += 2
            if begin == place:
                return result.decode("latin-1")
            for step in range(length):
                put(window[(begin + step) % 4096])
    return result.decode("latin-1")


def _rtf_text(rtf):
    """Return the words of a text in RTF; of HTML in it, those that RTF repeats."""
    shown, hidden, pieces, skip = [False], False, [], 0
    for token in _RTF.finditer(rtf):
        word, number, byte, sign, brace, words = token.groups()
        if brace == "{":
            shown.append(shown[-1])
        elif brace == "}":
            shown = shown[:-1] or [False]
        elif word in _UNSHOWN or sign == "*":
            shown[-1] = True
        elif word == "htmlrtf":
            hidden = number != "0"
        elif shown[-1] or hidden:
            continue
        elif word == "u" and number:
            pieces.append(chr(int(number) % 65536))
            skip = 1
        elif word in _SIGNS:
            pieces.append(_SIGNS[word])
        elif skip and (byte or words or sign):
            pieces.append((words or "")[1:])
            skip = 0
        elif byte:
            pieces.append(bytes.fromhex(byte).decode("cp1252", "replace"))
        elif words or sign in ("\\", "{", "}", "~", "_"):
            pieces.append(words or {"~": " ", "_": "-"}.get(sign, sign))
    # Characters beyond 16 bits came as two.
    text = "".join(pieces).encode("utf-16", "surrogatepass")
    return text.decode("utf-16", "replace").replace("\0", "").strip()
