# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the agreement promises on a case of a kind, and which kind its words mean."""

import re
from functools import lru_cache

from odoo.tools import remove_accents

# Coverage of a case → the metrics that are promised on it. What is not covered is
# answered in time but resolved elsewhere (SLA 1.11); what is for another area is
# resolved when that has reached the customer (SLA 1.14, decision 36); the
# manufacturer's own terms leave what was promised before they hold, and the weekly word
# (SLA 1.12, 1.22).
COVERED_METRICS = {
    "in_scope": ("first_response", "resolution", "workaround", "follow_up"),
    "excluded": ("first_response", "follow_up"),
    "routed": ("first_response", "resolution", "follow_up"),
    "vendor": ("first_response", "follow_up"),
}
# … until the case is escalated to the manufacturer: then they hold.
ESCALATED_METRICS = ("follow_up",)
TAGS = re.compile(r"<[^>]*>")
WORDS = re.compile(r"[^\W_]+")
# A mail's quoted history is not what its sender asks now.
TEXT_LIMIT = 4000


def plain(text):
    """Return ``text`` in lower case without accents and tags, its words one apart."""
    text = TAGS.sub(" ", text or "")[:TEXT_LIMIT]
    return " ".join(WORDS.findall(remove_accents(text.lower())))


@lru_cache(maxsize=4096)
def _needle(term):
    """Return what of a term stands in a text that has a space on both sides."""
    stem = plain(term)
    ending = "" if term.rstrip().endswith("*") else " "
    return f" {stem}{ending}" if stem else None


def found_terms(text, terms):
    """Return which of ``terms`` stand in a text, in their order.

    A term is a word or a phrase; ``*`` at its end takes every ending ("configur*").

    :param text: as :func:`plain` returns it
    """
    padded = f" {text} "
    return [term for term in terms if (needle := _needle(term)) and needle in padded]


def best_kind(text, keywords, subject=""):
    """Return the kind that the words of a text speak for, and those words.

    :param text: subject and body as :func:`plain` returns them
    :param keywords: iterable of ``(term, weight, kind)``
    :param subject: as ``text``; people name what they want there: it counts twice
    :return: ``(kind, [terms])``; ``(None, [])`` where no word or two kinds alike speak
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
    if not ranked or len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None, []
    kind = ranked[0][0]
    return kind, words[kind]
