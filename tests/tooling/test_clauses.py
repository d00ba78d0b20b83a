"""Every clause is tied to a test that ran, or stands in the visible list."""

from tooling.checks import clauses

DATA = """<odoo><record id="clause_1_04" model="bacg.sla.clause">
<field name="number">1.04</field><field name="text">Los  casos
tienen</field></record></odoo>"""


def test_recorded_folds_white_space():
    assert clauses.recorded([DATA]) == {"1.04": "Los casos tienen"}


def test_text_must_be_the_documents():
    found = clauses.recorded([DATA])
    same = {"clauses": [{"id": "1.04", "text": ["Los casos", "tienen"]}]}
    other = {"clauses": [{"id": "1.04", "text": ["Los casos"]}, {"id": "1.05"}]}
    assert clauses.differences(found, same) == []
    assert len(clauses.differences(found, other)) == 2


def test_unproven_clause_fails():
    report = clauses.compare({"1.04", "1.05"}, {"1.04"}, set())
    assert report.passed == ["SLA 1.04"]
    assert report.failed == ["SLA 1.05: no test names it"]


def test_excuse_must_go_once_proven():
    assert clauses.compare({"1.04"}, {"1.04"}, {"1.04"}).failed
    assert not clauses.compare({"1.04"}, set(), {"1.04"}).failed


def test_a_clause_may_be_proven_in_part():
    lines = ["2.01  all of it", "2.03  partly: the monitor's half"]
    assert clauses.listed(lines) == ({"2.01"}, {"2.03"})


def test_a_proven_clause_has_a_journey():
    assert clauses.unwalked({"1.04", "1.05"}, {"1.04"}, {"1.05", "7.01"}) == []
    assert clauses.unwalked({"1.04"}, set(), set()) == ["SLA 1.04: no journey names it"]
    assert len(clauses.unwalked({"1.04"}, {"1.04"}, {"1.04"})) == 1


def test_a_docstring_names_several():
    text = "SLA 1.04, 1.05 and\n    1.06: also SLA 2.02; not 3.01, nor version 1.0"
    assert clauses.numbers(text) == {"1.04", "1.05", "1.06", "2.02"}


def test_unknown_clauses_fail():
    assert len(clauses.compare(set(), {"9.99"}, {"8.88"}).failed) == 2


def test_docstring_of_method_and_function():
    source = (
        'def a():\n    "SLA 1.04"\n\nclass T:\n    def b(self):\n        "SLA 1.05"'
    )
    assert clauses.docstring(source, "a") == "SLA 1.04"
    assert clauses.docstring(source, "T.b") == "SLA 1.05"
    assert clauses.docstring(source, "T.c") == ""


def test_addon_of_chapter():
    chapters = [clauses.addon_of(number) for number in ("1.01", "2.05", "3.01", "7.03")]
    assert chapters == [
        "bacg_sla_platino",
        "bacg_sla_uptime",
        "bacg_localization_registry",
        "bacg_sla_platino",
    ]
