"""The second reading finds what a case lacks, and blames it for nothing else."""

import pytest

from tests.second_reading import missing

HEAD = b"Subject: x\nContent-Type: "
FORMS = (
    HEAD + b"multipart/alternative; boundary=b\n\n"
    b"--b\n\nsolamente palabras\n--b\nContent-Type: text/html\n\n"
    b"<style>nada</style><b>otras</b> palabras\n--b--\n"
)


@pytest.mark.parametrize(
    ("raw", "page", "words"),
    [
        (HEAD + b"text/plain\n\nBuenas tardes", "<p>Buenas</p>", ["tardes"]),
        (HEAD + b"text/plain\n\nBuenas tardes", "<p>Bue<b>nas</b> tardes</p>", []),
        (HEAD + b"text/html\n\n<td>Buenas</td><td>tardes</td>", "Buenas tardes", []),
        (FORMS, "solamente palabras", []),
        (FORMS, "otras palabras", []),
        (FORMS, "otras", ["palabras"]),
        # Of another set than it says: only what is plain counts.
        (HEAD + "text/plain\n\nse\u00f1or Pedro".encode(), "Pedro", []),
        (HEAD + "text/plain\n\nse\u00f1or Pedro".encode(), "nadie", ["Pedro"]),
        (HEAD + b"text/csv; name=a.csv\n\nBuenas", "", []),
        (b"no header line here\n\nBuenas", "", []),
    ],
)
def test_missing(raw, page, words):
    assert missing(raw, page) == words
