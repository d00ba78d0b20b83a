"""What pytest found is read from its file; skipped proves nothing."""

from tooling.checks.journeys import read

RESULTS = """<testsuites><testsuite>
<testcase file="tests/test_a.py" classname="tests.test_a" name="test_x[1]"/>
<testcase file="tests/test_a.py" classname="tests.test_a.TestA" name="test_y">
<failure message="no&#10;more"/></testcase>
<testcase file="tests/test_a.py" classname="tests.test_a" name="test_z">
<skipped message="why"/></testcase>
</testsuite></testsuites>"""


def test_read():
    report = read(RESULTS)
    assert report.passed == ["tests/test_a.py::test_x"]
    assert report.failed == [
        "tests/test_a.py::TestA.test_y: failure: no",
        "tests/test_a.py::test_z: skipped: why",
    ]
