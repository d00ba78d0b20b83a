# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Metrics that the agreement promises by coverage, and kinds suggested by words."""

import re
from functools import lru_cache

from odoo.tools import remove_accents

# Coverage of a case → its promised metrics. Cases not covered are answered in time but
# resolved elsewhere (SLA 1.11); those for another area are resolved when it has reached
# the customer (SLA 1.14, decision 36); the manufacturer's terms leave what was promised
# before they hold, and the weekly report (SLA 1.12, 1.22).
COVERED_METRICS = {
    "in_scope": ("first_response", "resolution", "workaround", "follow_up"),
    "excluded": ("first_response", "follow_up"),
    "routed": ("first_response", "resolution", "follow_up"),
    "vendor": ("first_response", "follow_up"),
}
# … until the case is escalated to the manufacturer: then they hold.
ESCALATED_METRICS = ("follow_up",)
TAGS = re.compile(r"<[^<>]*>")
WORDS = re.compile(r"[^\W_]+")
# The quoted history of a mail says nothing about the current request.
TEXT_LIMIT = 4000


def plain(text):
    """Return the words of ``text``, lower case, without accents, joined by spaces."""
    text = TAGS.sub(" ", text or "")[:TEXT_LIMIT]
    return " ".join(WORDS.findall(remove_accents(text.lower())))


@lru_cache(maxsize=4096)
def _needle(term):
    """Return the string to find a term in a text with a space at both ends."""
    stem = plain(term)
    ending = "" if term.rstrip().endswith("*") else " "
    return f" {stem}{ending}" if stem else None


def found_terms(text, terms):
    """Return the ``terms`` that occur in a text, in their order.

    A term is a word or a phrase; ``*`` at its end matches every ending ("configur*").

    :param text: as :func:`plain` returns it
    """
    padded = f" {text} "
    return [term for term in terms if (needle := _needle(term)) and needle in padded]


def ranked_kinds(text, keywords, subject=""):
    """Return the kinds that the words of a text suggest, the best first.

    :param text: subject and body as :func:`plain` returns them
    :param keywords: iterable of ``(term, weight, kind)``
    :param subject: as ``text``; its words count twice, as people name the topic there
    :return: list of ``(score, kind, [terms])``; equal scores in the order of the words
    """
    scores, words = {}, {}
    weights = {}
    for term, weight, kind in keywords:
        weights.setdefault(term, []).append((weight, kind))
    named = found_terms(subject, weights)
    for term in found_terms(text, weights):
        times = 2 if term in named else 1
        for weight, kind in weights[term]:
            scores[kind] = scores.get(kind, 0) + weight * times
            words.setdefault(kind, []).append(term)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return [(score, kind, words[kind]) for kind, score in ranked]


def best_kind(text, keywords, subject=""):
    """Return the kind that the words of a text suggest, and those words.

    :param text, keywords, subject: as for :func:`ranked_kinds`
    :return: ``(kind, [terms])``; ``(None, [])`` without words or if two kinds tie
    """
    ranked = ranked_kinds(text, keywords, subject)
    if not ranked or len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None, []
    _score, kind, terms = ranked[0]
    return kind, terms
