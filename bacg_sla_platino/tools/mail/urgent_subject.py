# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Recognise the prefix by which a customer claims a total outage (SLA 2.02)."""

import re
import unicodedata

from odoo.tools import remove_accents

# What mail programs put before a subject: RE:, RV:, FW:, FWD:, R:, also "Re[2]:".
_FORWARDED = re.compile(r"^(?:re|rv|fw|fwd|r|enc)\s*(?:\[\d+\])?\s*:\s*")
_DECORATION = re.compile(r"^[\s\[\](){}<>*#!¡\"'«»“”.,:;|_–—-]+")
# What gateways put there, and the number of the case: "[EXTERNO]", "External:".
_TAG = re.compile(r"^\s*(?:\[[^\[\]]*\]|(?:externo|external|caution|spam)\s*[:|-])")
_EMPHASIS = re.compile(r"^(?:(?:muy|super|sumamente|extremadamente|very)[\s-]+)+")
_INVISIBLE = {"So", "Sk", "Cf", "Mn"}  # emoji, their modifiers, joiners


def _plain(text):
    text = remove_accents(text or "").casefold()
    # An emoji is a letter of nobody's word.
    return "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)


def _starts(text, prefixes):
    """Return whether a plain text starts with a prefix as a whole word."""
    text = _EMPHASIS.sub("", text)
    return any(
        re.match(re.escape(prefix) + r"(?!\w)", text)
        for prefix in map(str.strip, map(_plain, prefixes))
        if prefix
    )


def _read(subject, prefixes):
    """Return what a subject says without what programs put before, and if it answers.

    :return: (plain text from the prefix or the first word on, whether a reply or
        forward mark stands before it)
    """
    text, marked = _plain(subject), False
    before = None
    while before != text:
        before = text
        bare = _DECORATION.sub("", text)
        if _starts(bare, prefixes):
            return bare, marked
        if tag := _TAG.match(text):
            text = text[tag.end() :]
        elif mark := _FORWARDED.match(bare):
            text, marked = bare[mark.end() :], True
        else:
            text = bare
    return text, marked


def is_bare(subject):
    """Return whether nothing stands behind what programs put before a subject."""
    return not _read(subject, ())[0].strip()


def has_prefix(subject, prefixes):
    """Return whether ``subject`` starts with one of ``prefixes`` as a whole word.

    Case, accents, spaces, brackets, emoji, a gateway's tag, "MUY" and reply or forward
    marks before it do not matter.
    """
    return _starts(_read(subject, prefixes)[0], prefixes)


def claims_anew(subject, prefixes, thread, is_answer=False):
    """Return whether a mail's own subject claims it, and not that of its thread.

    :param thread: the subjects that its thread had before
    :param is_answer: whether the mail names another one that it answers
    """
    text, marked = _read(subject, prefixes)
    if not _starts(text, prefixes):
        return False
    known = {_words(_read(before, prefixes)[0]) for before in thread}
    return not ((marked or is_answer) and _words(text) in known)


def _words(text):
    """Return a text's words alone: programs fold white space and lose punctuation."""
    return " ".join(re.findall(r"\w+", text))
