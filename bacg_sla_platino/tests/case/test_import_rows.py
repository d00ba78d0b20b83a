# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from pathlib import Path

import pytz

from odoo.tests import BaseCase

from ...tools import import_rows

NOW = datetime(2026, 3, 9, 14)
HEADER = "number,customer,subject,reported_at,first_response_at,priority,waits"
GUATEMALA = pytz.timezone("America/Guatemala")
NEW_YORK = pytz.timezone("America/New_York")


class TestImportRows(BaseCase):
    def _read(self, *lines, header=HEADER, encoding="utf-8", zone=GUATEMALA):
        raw = "\r\n".join((header, *lines)).encode(encoding)
        return import_rows.read(raw, zone, NOW)

    def _faults(self, *lines, **options):
        return [
            (fault.line, fault.column, fault.code)
            for row in self._read(*lines, **options)
            for fault in row.faults
        ]

    def _file_fault(self, raw):
        with self.assertRaises(import_rows.BadFile) as caught:
            import_rows.read(raw, GUATEMALA, NOW)
        return caught.exception.code

    def test_good_row(self):
        """Times of the zone become UTC, priorities OCA's keys."""
        (row,) = self._read(
            "A-1,Café,No imprime,2026-03-02 08:15,02/03/2026 9:00:30,2,"
            "vendor 2026-03-05 13:00|customer 2026-03-02T10:00 2026-03-03 11:30:10"
        )
        self.assertFalse(row.faults)
        self.assertEqual(row.line, 2)
        self.assertEqual(row.values["reported_at"], datetime(2026, 3, 2, 14, 15))
        answered = row.values["first_response_at"]
        self.assertEqual(answered, datetime(2026, 3, 2, 15, 0, 30))
        self.assertEqual(row.values["priority"], "2")
        self.assertEqual(
            row.values["waits"],
            [
                (
                    "customer",
                    datetime(2026, 3, 2, 16),
                    datetime(2026, 3, 3, 17, 30, 10),
                ),
                ("vendor", datetime(2026, 3, 5, 19), None),
            ],
        )

    def test_priorities(self):
        for cell, key in (("4", "0"), ("3", "1"), ("2", "2"), ("1", "3"), ("", None)):
            (row,) = self._read(f"A,B,C,2026-03-02 08:15,,{cell},")
            self.assertEqual(row.values["priority"], key)

    def test_encodings_and_delimiters(self):
        """With or without BOM, comma or semicolon, line breaks in cells."""
        for delimiter in ",;":
            for encoding in ("utf-8", "utf-8-sig"):
                header = delimiter.join(import_rows.REQUIRED).upper()
                cells = ("A-1", '"Peña; e, hijos"', '"uno\r\ndos"', "2026-03-02 08:15")
                first, second = self._read(
                    delimiter.join(cells),
                    "",
                    delimiter.join(("A-2", "", "x", "")),
                    header=header,
                    encoding=encoding,
                )
                self.assertEqual(first.values["customer"], "Peña; e, hijos")
                self.assertFalse(first.faults)
                # The line of a row is where it starts.
                self.assertEqual((first.line, second.line), (2, 5))

    def test_faults_of_cells(self):
        """Every fault has line, column and reason; a row may have several."""
        for cells, column, code in (
            (",B,C,2026-03-02 08:15,,,", "number", "missing"),
            ("A,B,C,,,,", "reported_at", "missing"),
            ("A,B,C,2026-03-02,,,", "reported_at", "moment"),
            ("A,B,C,2026-02-30 10:00,,,", "reported_at", "moment"),
            ("A,B,C,31/02/2026 10:00,,,", "reported_at", "moment"),
            ("A,B,C,2026-03-09 08:01,,,", "reported_at", "future"),
            (
                "A,B,C,2026-03-02 08:15,2026-03-02 08:14,,",
                "first_response_at",
                "before_report",
            ),
            ("A,B,C,2026-03-02 08:15,,5,", "priority", "priority"),
            ("A,B,C,2026-03-02 08:15,,,vendor", "waits", "wait"),
            ("A,B,C,2026-03-02 08:15,,,odoo 2026-03-02 09:00", "waits", "wait_reason"),
            (
                "A,B,C,2026-03-02 08:15,,,vendor 2026-03-02 08:00",
                "waits",
                "before_report",
            ),
            (
                "A,B,C,2026-03-02 08:15,,,vendor 2026-03-02 09:00 2026-03-02 09:00",
                "waits",
                "wait_order",
            ),
            (
                "A,B,C,2026-03-02 08:15,,,vendor 2026-03-02 09:00 2026-04-02 09:00",
                "waits",
                "future",
            ),
            ("A,B,C,2026-03-02 08:15,,,vendor 2026-03-02 09:00|", "waits", "wait"),
            ("A,B,C,2026-03-02 08:15,,,,oops", "waits", "cells"),
        ):
            with self.subTest(cells):
                self.assertEqual(self._faults(cells), [(2, column, code)])
        self.assertEqual(
            self._faults("A,,C,ayer,,9,"),
            [
                (2, "customer", "missing"),
                (2, "priority", "priority"),
                (2, "reported_at", "moment"),
            ],
        )

    def test_same_number_twice(self):
        self.assertEqual(
            self._faults(
                "A,B,C,2026-03-02 08:15,,,",
                "D,B,C,2026-03-02 08:15,,,",
                " A ,B,C,2026-03-02 08:15,,,",
            ),
            [(4, "number", "twice")],
        )

    def test_daylight_saving_time(self):
        """An hour that is skipped is refused; one that occurs twice needs an offset."""
        reported = {
            "2025-07-01 08:00": datetime(2025, 7, 1, 12),
            "2026-01-05 08:00": datetime(2026, 1, 5, 13),
            "2025-11-02 01:30-04:00": datetime(2025, 11, 2, 5, 30),
            "2025-11-02 01:30-05:00": datetime(2025, 11, 2, 6, 30),
            "2025-11-02T06:30:00Z": datetime(2025, 11, 2, 6, 30),
        }
        for text, moment in reported.items():
            (row,) = self._read(f"A,B,C,{text},,,", zone=NEW_YORK)
            self.assertEqual(row.values["reported_at"], moment)
        for text, code in (
            ("2026-03-08 02:30", "skipped"),
            ("2025-11-02 01:30", "struck_twice"),
        ):
            self.assertEqual(
                self._faults(f"A,B,C,{text},,,", zone=NEW_YORK),
                [(2, "reported_at", code)],
            )

    def test_faults_of_files(self):
        good = "number,customer,subject,reported_at"
        for raw, code in (
            (b"", "columns_missing"),
            (b"number;customer\n", "columns_missing"),
            (f"{good},phone\n".encode(), "columns_unknown"),
            (f"{good},number\n".encode(), "columns_twice"),
            (f"{good}\n,,,\n".encode(), "empty"),
            (f"{good}\nA,Peña,C,D\n".encode("latin-1"), "encoding"),
            (f'{good}\nA,"Peña,C,D\nA-2,B,C,D\n'.encode(), "csv"),
        ):
            self.assertEqual(self._file_fault(raw), code)

    def test_rows_to_correct_are_read_again(self):
        """The file of rows to correct has the reasons, and can be read again."""
        rows = self._read('A-1,"Peña; ""e"", hijos",C,ayer,,,', "A-2,B,C,,,,")
        raw = import_rows.write(rows, {2: "not a time", 3: "empty"}, ";")
        self.assertTrue(raw.startswith(b"\xef\xbb\xbfnumber;"))
        self.assertIn(b"not a time", raw)
        again = import_rows.read(raw, GUATEMALA, NOW)
        self.assertEqual([row.cells for row in again], [row.cells for row in rows])

    def test_rows_to_correct_are_no_formulas(self):
        """Formulas in customers' texts are escaped, and unescaped when read again."""
        rows = self._read("=1+1,@SUM(A1),'=x,ayer,,,", "-2,\t+B,C,,,,")
        raw = import_rows.write(rows, {2: "=3", 3: "empty"})
        cells = [cell for line in raw.decode().splitlines() for cell in line.split(",")]
        self.assertFalse([cell for cell in cells if cell.startswith(("=", "@", "-"))])
        again = import_rows.read(raw, GUATEMALA, NOW)
        self.assertEqual(again[0].cells["number"], "=1+1")
        self.assertEqual(again[0].cells["customer"], "@SUM(A1)")
        self.assertEqual(again[1].cells["number"], "-2")

    def test_template(self):
        """The file to download is valid, and has every column."""
        raw = Path(import_rows.__file__).parents[1] / "static/csv/open_cases.csv"
        rows = import_rows.read(raw.read_bytes(), GUATEMALA, NOW)
        self.assertEqual(len(rows), 2)
        self.assertFalse([row.faults for row in rows if row.faults])
        header = raw.read_text().splitlines()[0]
        self.assertEqual(tuple(header.split(",")), import_rows.COLUMNS)
