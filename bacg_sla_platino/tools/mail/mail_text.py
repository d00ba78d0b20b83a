# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Decode bytes of unknown or wrong encoding as text that a database accepts."""

import binascii
import codecs
import quopri
import re

from . import east_asian

# What PostgreSQL or XML refuse: control characters, lone surrogates, non-characters.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Bytes that are no UTF-8, as Python keeps them, each run in one piece.
_ALIEN = re.compile("[\udc80-\udcff]+")
_ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bq])\?([^?]*)\?=", re.IGNORECASE)
# A longer header is an attack, or nothing to be read.
HEADER_LIMIT = 20_000
# Labels of old mail programs, and character sets used beyond their definition.
_ALIASES = {
    "ansi": "cp1252",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "cp50222": "iso2022_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-2022-jp-ms": "iso2022_jp",
    "iso-8859-8-i": "iso-8859-8",
    "iso8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "macintosh": "mac_roman",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-sjis": "cp932",
}
_ESCAPING = {"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_ext"}
# Python codecs that are not character sets, or take quadratic time.
_NO_CHARSETS = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}


def cleaned(text):
    """Return ``text`` without the characters that a database refuses."""
    return _UNKEPT.sub("", text)


def preview(data):
    """Return bytes as text that is safe to show, with marks for what is not text."""
    return cleaned(data.decode("utf-8", "replace").replace("\r\n", "\n"))


def decoded(data, charset=None):
    """Return bytes as text, by their declared character set if it holds.

    :param charset: as declared, None if it was not
    :return: the text, and whether it is certainly as written
    """
    codec = _codec(charset)
    if codec not in _ESCAPING and data.isascii() and east_asian.is_iso2022jp(data):
        return cleaned(east_asian.iso2022jp(data)), False
    if codec in (None, "ascii"):
        text = _strict(data, "utf-8")
        if text is not None:
            return cleaned(text), codec is not None or not charset
        return cleaned(_guessed(data)), False
    text = _western(data) if codec == "cp1252" else _strict(data, codec)
    # The escapes of these sets are UTF-8, too.
    other = None if codec in _ESCAPING else _strict(data, "utf-8")
    if other is not None and codec == "cp1252" and not data.isascii():
        # “Ã³” is UTF-8 under a wrong label.
        return cleaned(other), True
    if codec == "cp1252":
        guessed = _guessed(data)
        return cleaned(guessed), guessed == text
    if text is not None:
        return cleaned(text), True
    return cleaned(_damaged(data, codec) if other is None else other), False


def _codec(charset):
    """Return the name of Python's codec for a declared set, None if there is none."""
    label = cleaned(charset or "").partition(";")[0].strip(" \t\r\n\"'").lower()
    label = label.partition("*")[0]  # RFC 2231's language
    try:
        info = codecs.lookup(_ALIASES.get(label, label))
    except (LookupError, ValueError):
        return None
    known = info._is_text_encoding and info.name.replace("-", "_") not in _NO_CHARSETS
    return info.name if known else None


def _strict(data, codec):
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _western(data):
    text = _strict(data, "cp1252")
    return data.decode("latin-1") if text is None else text


def _guessed(data):
    """Return the best reading of bytes whose set is not known."""
    if chinese := east_asian.gb2312(data):
        return chinese
    text, good, alien = _mended(data)
    return text if good and good >= alien else _western(data)


def _damaged(data, codec):
    """Return the best reading of bytes that are not in their declared set."""
    if codec in _ESCAPING:
        return east_asian.iso2022jp(data)
    if codec != "utf-8":
        return data.decode(codec, "replace")
    text, good, _alien = _mended(data)
    # Cut or damaged UTF-8 still has more good characters than bad ones.
    return text if good and good >= text.count("\ufffd") else _guessed(data)


def _mended(data):
    """Return bytes as UTF-8 in which some letters are of another set.

    :return: the text, how many characters are UTF-8, and how many pieces are not
    """
    text = data.decode("utf-8", "surrogateescape")
    good = sum("\x7f" < character < "\ud800" for character in text)
    good += sum(character > "\udfff" for character in text)
    return _ALIEN.sub(_letter, text), good, len(_ALIEN.findall(text))


def _letter(found):
    """Return the western letter that a lone byte is, else the mark of a lost one."""
    byte = found[0].encode("utf-8", "surrogateescape")
    letter = _strict(byte, "cp1252") or ""
    # Half of a character, as where a text was cut.
    half = byte in (b"\xc2", b"\xc3") or found.end() == len(found.string)
    return letter if letter.isalpha() and not half else "\ufffd"


def header_text(value, charset=None):
    """Return a header's value as people read it, in one line.

    :param value: as Python's parser keeps it: raw bytes are surrogates
    :param charset: that of the body, for headers in raw bytes
    """
    text = unfolded(value, charset)
    result, end, run, run_charset = [], 0, b"", None
    for word in _ENCODED_WORD.finditer(text):
        between = text[end : word.start()]
        name, data = word[1], _word_bytes(word)
        if between.strip() or (run and name.lower() != (run_charset or "").lower()):
            result.append(decoded(run, run_charset)[0])
            run = b""
        if between.strip() or not end:
            result.append(between)
        # A character may be split between two encoded words.
        run, run_charset, end = run + data, name, word.end()
    result += [decoded(run, run_charset)[0], text[end:]]
    return " ".join(cleaned("".join(result)).split())


def unfolded(value, charset=None):
    """Return a header's value in one line, with its words still encoded.

    Encoded words may hide commas: addresses are split before decoding.
    """
    value = value[:HEADER_LIMIT]
    raw = value.encode("utf-8", "surrogateescape")
    if _strict(raw, "utf-8") is None or east_asian.is_iso2022jp(raw):
        value = decoded(raw, charset or "iso-8859-1")[0]
    else:
        value = raw.decode()
    return value.replace("\r", "").replace("\n", "")


def _word_bytes(word):
    _charset, encoding, data = word.groups()
    raw = data.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"===")
    except binascii.Error:
        return raw
