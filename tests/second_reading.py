"""What words a mail shows, by other means than those of the intake.

Python's own parser with its modern policy, and Beautiful Soup. It guesses nothing: a
header or an encoding that it does not understand is not judged, and of a text that is
not in its declared set only the plain words count.
"""

import codecs
import re
from email import errors, message_from_bytes, policy
from email.message import EmailMessage

from bs4 import BeautifulSoup

HIDDEN = ("script", "style", "head", "title")
ENCODINGS = ("7bit", "8bit", "binary", "base64", "quoted-printable")
WORD = re.compile(r"[^\W\d_]{4,25}")
PLAIN = re.compile(r"(?<!\S)[A-Za-z]{4,25}(?=[.,;:!?]?(?!\S))")


def missing(raw: bytes, page: str) -> list[str]:
    """Return the words of a mail that are not in the HTML of its case.

    Of several forms of one text, one has to be there.
    """
    soup = BeautifulSoup(page, "html.parser")
    shown = {soup.get_text(), soup.get_text(" ")}
    shown = {_letters(text) for text in shown}
    raw = raw.removeprefix(codecs.BOM_UTF8)
    message = message_from_bytes(raw, policy=policy.default)
    if any(
        isinstance(d, errors.MissingHeaderBodySeparatorDefect) for d in message.defects
    ):
        return []
    return _absent(message, shown)


def _absent(part: EmailMessage, shown: set[str]) -> list[str]:
    """Return the words of a part, and of those in it, that are nowhere shown."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        forms = [_absent(inner, shown) for inner in part.iter_parts()]
        if part.get_content_subtype() == "alternative":
            return min(forms, key=len, default=[])
        return sorted({word for form in forms for word in form})
    return sorted(word for word in _words(part) if not _is_shown(word, shown))


def _is_shown(word: str, shown: set[str]) -> bool:
    letters = _letters(word)
    return any(letters in text for text in shown)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


def _words(part: EmailMessage) -> set[str]:
    """Return the words of a text that is no file."""
    kind = part.get_content_type()
    if kind not in ("text/plain", "text/html") or part.get_filename():
        return set()
    if part.get_content_disposition() == "attachment" or part.is_multipart():
        return set()
    if str(part.get("Content-Transfer-Encoding", "8bit")).lower() not in ENCODINGS:
        return set()
    data = part.get_payload(decode=True) or b""
    charset = str(part.get_content_charset("ascii"))
    text, pattern = _decoded(data, charset), WORD
    if text is None or (
        charset != "utf-8" and _decoded(data, "utf-8") not in (text, None)
    ):
        # Perhaps in another set than it says.
        text, pattern = data.decode("ascii", "replace"), PLAIN
    if kind == "text/html":
        soup = BeautifulSoup(text, "html.parser")
        for node in soup(HIDDEN):
            node.decompose()
        text = soup.get_text(" ")
    return set(pattern.findall(text))


def _decoded(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        return None
