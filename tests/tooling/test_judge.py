"""A run of Odoo's tests is green only if it proves something."""

from tooling import odoo_log
from tooling.checks.judge import judge, naming

ADDON = "odoo.addons.bacg_sla_platino.tests.test_clock"
NAME = "bacg_sla_platino/tests/test_clock.py::TestClock"


def line(level, message, logger=ADDON):
    """Return one line as Odoo logs it."""
    return f"2026-11-24 04:06:46,841 9630 {level} bacg_test {logger}: {message}\n"


def verdict(text, exit_code=0, expected=""):
    """Judge a log in which bacg_sla_platino must have run tests."""
    log = odoo_log.entries(text)
    patterns = odoo_log.patterns(expected)
    return judge(log, exit_code, ["bacg_sla_platino"], patterns)


STARTED = line("INFO", "Starting TestClock.test_lunch ... ")


def test_passed():
    report = verdict(STARTED)
    assert report.passed == [f"{NAME}.test_lunch"]
    assert report.failed == []


def test_zero_tests_fail():
    assert verdict("").failed == ["bacg_sla_platino: no test ran"]


def test_failure_carries_its_reason():
    failure = "FAIL: TestClock.test_lunch\nTraceback\nAssertionError: 1 != 2"
    report = verdict(STARTED + line("ERROR", failure))
    assert report.passed == []
    assert report.failed == [f"{NAME}.test_lunch: AssertionError: 1 != 2"]


def test_subtests_of_one_test_count_once():
    failures = "".join(
        line("ERROR", f"FAIL: Subtest TestClock.test_lunch (i={i})\nno") for i in (1, 2)
    )
    assert verdict(STARTED + failures).failed == [f"{NAME}.test_lunch (i=1): no"]


def test_failed_class_setup():
    error = "ERROR: setUpClass (odoo.addons.bacg_sla_platino.tests.TestClock)\nno"
    assert len(verdict(STARTED + line("ERROR", error)).failed) == 1


def test_tour_without_browser_fails():
    skipped = line("INFO", "skipped TestClock.test_lunch : Chrome executable not found")
    report = verdict(STARTED + skipped)
    assert report.passed == []
    assert len(report.failed) == 1
    assert "Chrome executable not found" in report.failed[0]


def test_other_skip_is_only_told():
    report = verdict(STARTED + line("INFO", "skipped TestClock.test_lunch : slow"))
    assert (report.passed, report.failed) == ([], [])
    assert report.skipped == [f"{NAME}.test_lunch: slow"]


def test_unexpected_warning_fails():
    warning = line("WARNING", "strange", "odoo.addons.mail")
    assert verdict(STARTED + warning).failed == [
        "in the log: WARNING odoo.addons.mail: strange"
    ]


def test_expected_warning_passes():
    warning = line("WARNING", "strange", "odoo.addons.mail")
    assert not verdict(STARTED + warning, expected="# why\nmail: stra.ge").failed


def test_summaries_repeat_nothing():
    summary = line(
        "ERROR", "1 failed, 0 error(s) of 1 tests when loading", "odoo.tests.result"
    )
    failure = line("ERROR", "FAIL: TestClock.test_lunch\nno")
    assert len(verdict(STARTED + failure + summary, exit_code=1).failed) == 1


def test_exit_code_without_failure():
    assert verdict(STARTED, exit_code=255).failed == ["Odoo ended with exit code 255"]


def test_linter_findings_are_ours_only():
    finding = "FAIL: Subtest TestIndex.test_it\nsale.order.x\nbacg_sla_platino.y\n"
    log = odoo_log.entries(line("ERROR", finding, "odoo.addons.test_lint.tests.test_i"))
    assert naming(log, ["bacg_sla_platino"]) == [
        "TestIndex.test_it: bacg_sla_platino.y"
    ]


def test_linter_subtest_about_ours_is_told_whole():
    finding = "FAIL: Subtest TestIndex.test_it (module='bacg_sla_platino')\nwhy\n"
    log = odoo_log.entries(line("ERROR", finding, "odoo.addons.test_lint.tests.test_i"))
    (told,) = naming(log, ["bacg_sla_platino"])
    assert told.endswith("why")
