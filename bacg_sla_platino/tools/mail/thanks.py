# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tell a mere "Gracias" from what asks or reports something."""

import re

from odoo.tools import remove_accents

from .quotation import own_lines

# What may stand in a message that only thanks: the default of the setting.
PHRASES = (
    "gracias",
    "muchas gracias",
    "mil gracias",
    "muchisimas gracias",
    "por su ayuda",
    "por la ayuda",
    "por su apoyo",
    "por todo",
    "muy amable",
    "muy amables",
    "excelente",
    "perfecto",
    "listo",
    "ok",
    "de acuerdo",
    "enterado",
    "enterada",
    "recibido",
    "todo bien",
    "ya funciona",
    "ya quedo",
    "quedo resuelto",
    "resuelto",
    "solucionado",
    "confirmado",
    "hola",
    "buenos dias",
    "buen dia",
    "buenas tardes",
    "buenas noches",
    "estimado",
    "estimada",
    "estimados",
    "saludos",
    "saludos cordiales",
    "cordialmente",
    "atentamente",
    "feliz dia",
    "buen fin de semana",
    "bendiciones",
    "thank you",
    "thanks",
    "many thanks",
    "regards",
    "best regards",
)
# A short line that names the sender: capitalised words, particles between them.
_CAPITAL = r"[^\W\d_a-zà-ÿ]\w*"
_NAME = re.compile(rf"^{_CAPITAL}(?:\s+(?:(?:de|del|la|y)\s+)*{_CAPITAL}){{0,4}}$")
# Whatever else is said, these are no names.
_NO_NAMES = re.compile(
    r"\b(no|nada|pero|sigue|aun|todavia|urgente|error|falla|fallo|igual|ayuda|otra|"
    r"otro|cuando|como|porque|por que|still|not|but|help)\b"
)


def is_thanks(text, phrases):
    """Return whether a text only thanks: it asks nothing and reports nothing.

    In doubt it does not.

    :param text: plain, with line breaks
    :param phrases: what may stand in it, greetings included
    """
    known = sorted({_plain(phrase) for phrase in phrases} - {""}, key=len, reverse=True)
    if not known:
        return False
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")
    found = False
    for line in own_lines(text):
        if "?" in line or "¿" in line:
            return False
        for part in filter(str.strip, re.split(r"[.,;:!¡()]+", line)):
            words, count = pattern.subn(" ", _plain(part))
            found = found or bool(count)
            if words.strip() and not _is_name(part, words):
                return False
    return found


def _is_name(part, words):
    """Return whether what is left of a part, beside the phrases, is a name."""
    if _NO_NAMES.search(words):
        return False
    left = words.split()
    written = [w for w in re.findall(r"\w+", part) if _plain(w) in left]
    return bool(_NAME.match(" ".join(written)))


def _plain(text):
    folded = remove_accents(text).casefold()
    return " ".join(re.findall(r"\w+", folded))
