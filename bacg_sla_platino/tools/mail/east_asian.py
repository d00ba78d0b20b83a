# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Chinese and Japanese text that Python's own codecs do not read.

Mail programs send GB2312 in raw bytes without saying so, and in ISO-2022-JP the signs
that Microsoft added: circled numbers, Roman ones, halfwidth katakana.
"""

import re

_HIGH = re.compile(rb"[\x80-\xff]+")
# Of two bytes: signs, Chinese by frequency, Chinese by strokes.
_GB2312 = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
_COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa9\xd8-\xf7][\xa1-\xfe]()")
_LEAST = 3  # characters: fewer may be anything

_ESCAPE = re.compile(rb"\x1b(\([BHIJ]|\$[@B]|\$\([@BD])")
_PAIR = re.compile(rb"[\x21-\x7e]{2}")


def gb2312(data):
    """Return bytes as Chinese, None if they hardly are.

    In other sets of one byte a character high bytes do not come in pairs alone, nor do
    they name the commoner half of the Chinese characters.
    """
    runs = _HIGH.findall(data)
    if not runs or not all(_GB2312.fullmatch(run) for run in runs):
        return None
    pairs = [found for run in runs for found in _COMMON.finditer(run)]
    common = sum(found[1] is None for found in pairs)
    if len(pairs) < _LEAST or 2 * common < len(pairs):
        return None
    return data.decode("gb18030", "replace")


def is_iso2022jp(data):
    """Return whether bytes switch between the sets of ISO-2022-JP."""
    return bool(_ESCAPE.search(data))


def iso2022jp(data):
    """Return bytes in ISO-2022-JP as text, with Microsoft's additions."""
    first, *rest = _ESCAPE.split(data)
    text = [first.decode("ascii", "replace")]
    for escape, piece in zip(rest[::2], rest[1::2], strict=True):
        if escape == b"(I":
            high = bytes(byte | 0x80 if 0x20 < byte < 0x60 else byte for byte in piece)
            text.append(high.decode("cp932", "replace"))
        elif escape == b"$(D":
            pairs = _PAIR.sub(lambda pair: b"\x8f" + _raised(pair[0]), piece)
            text.append(pairs.decode("euc_jp", "replace"))
        elif escape[:1] == b"$":
            text.append(_PAIR.sub(_shifted, piece).decode("cp932", "replace"))
        else:
            text.append(piece.decode("ascii", "replace"))
    return "".join(text)


def _raised(pair):
    return bytes(byte | 0x80 for byte in pair)


def _shifted(pair):
    """Return a row and a cell of JIS X 0208 in Shift JIS."""
    row, cell = pair[0]
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    odd = cell + (0x1F if cell < 0x60 else 0x20)
    return bytes([lead, odd if row % 2 else cell + 0x7E])
