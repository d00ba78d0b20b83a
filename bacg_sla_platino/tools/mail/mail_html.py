# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Prepare the HTML of mail programs for Odoo's own cleaning."""

import binascii
import html
import re

from lxml import etree
from lxml.html import HTMLParser, document_fromstring, tostring

from .mail_text import cleaned

_HIDING = re.compile(r"<(script|style|head|title)\b|<!--", re.IGNORECASE)
_ENDS = {
    name: re.compile(rf"</{name}[^<>]*>" if name else "-->", re.IGNORECASE)
    for name in ("script", "style", "head", "title", "")
}
_END = re.compile(r"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|/p|/div|/table|/tr|/ul|/ol|/li|/h\d|/pre|hr)\b[^<>]*>", re.IGNORECASE
)
_CELL = re.compile(r"</t[dh]\b[^<>]*>", re.IGNORECASE)
# What people write between brackets is no tag.
_ADDRESS = re.compile(r"<((?:mailto:)?[^\s<>@=\"'/]+@[^\s<>@=\"'/]+)>", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_TAG = re.compile(r"<[!/?]?[a-z][^<>]*>", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"""\bsrc\s*=\s*(["'])data:image/(png|jpe?g|gif|webp);base64,([^"'<>]*)\1""",
    re.IGNORECASE,
)


def plain(source):
    """Return the visible text of HTML, roughly: for decisions, or as a last resort."""
    text = _CELL.sub(" ", _BREAK.sub("\n", _shown(source)))
    text = html.unescape(_TAG.sub("", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", cleaned("\n".join(lines))).strip()


def well_formed(source):
    """Return ``source`` as well-formed HTML, None if that would lose text.

    Odoo's cleaner takes quadratic time on stray brackets (200 KB of ``<``: five
    minutes) and silently drops what is nested deeper than its parser goes.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        root = document_fromstring(_shown(source).encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    body = root.find("body")
    if body is None:
        return None
    result = tostring(body, encoding="unicode")
    return None if _is_lossy(plain(source), plain(result)) else result


def without_quotes(source):
    """Return HTML with “>” for what a program, or Odoo's cleaning, marks as quoted."""
    try:
        root = document_fromstring(source)
    except (etree.LxmlError, ValueError):
        return source
    for node in root.xpath("//blockquote | //*[@data-o-mail-quote]"):
        tail = node.tail
        node.clear()
        node.tag, node.text, node.tail = "p", "\n>", tail
    return tostring(root, encoding="unicode")


def without_embedded(source):
    """Return HTML without its embedded pictures, and those as (type, bytes, cid).

    Some mail programs embed a screenshot as megabytes of text.
    """
    pictures = []

    def replaced(found):
        try:
            content = binascii.a2b_base64(found[3])
        except binascii.Error:
            return found[0]
        cid = f"embedded-{len(pictures) + 1}"
        pictures.append((found[2].lower(), content, cid))
        return f'src="cid:{cid}"'

    return _EMBEDDED.sub(replaced, source), pictures


def _shown(source):
    """Return what a page shows, as one page.

    The parser drops what stands behind a page's end: disclaimers, a second page.
    """
    page = _END.sub("\n", _without_hidden(source))
    return _ADDRESS.sub(r"&lt;\1&gt;", page)


def _is_lossy(wanted, kept):
    """Return whether a text lacks words of another."""
    letters = _letters(kept)
    if len(letters) < 0.9 * len(_letters(wanted)):
        return True
    missing = {*_WORD.findall(wanted)} - {*_WORD.findall(kept)}
    # The parser takes “&region” for a word, others for a sign and its end.
    return any(word not in letters for word in missing)


def _without_hidden(source):
    """Return HTML without scripts, styles, heads and comments, in linear time."""
    kept, position, unclosed = [], 0, set()
    while found := _HIDING.search(source, position):
        end = _ENDS[(found[1] or "").lower()]
        stop = None if end in unclosed else end.search(source, found.end())
        if stop:
            kept.append(source[position : found.start()])
            position = stop.end()
        else:
            unclosed.add(end)
            kept.append(source[position : found.end()])
            position = found.end()
    return "".join([*kept, source[position:]])


def _letters(text):
    return re.sub(r"\W", "", text)
