# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time

from .approval_common import ApprovalCommon
from .common import local

PLANNED = local("2026-05-11T09:00")  # a Monday
START, END = date(2026, 6, 1), date(2026, 6, 30)


class MigrationCommon(ApprovalCommon):
    """A customer's two developments, and the plan to move them to a new series."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"partner_id": cls.customer.id, "series": "18.0", "state": "accepted"}
        cls.route, cls.roast = cls.env["bacg.development"].create(
            [
                {**values, "name": "Ruta", "version": "18.0.1.0.0"},
                {**values, "name": "Tostado"},
            ]
        )
        with freeze_time(PLANNED):
            cls.migration = cls._migration()
        cls.route_line, cls.roast_line = cls.migration.line_ids

    @classmethod
    def _migration(cls, user=None, **values):
        migrations = cls.env["bacg.migration"].with_user(user or cls.agent)
        return migrations.create(
            {
                "contract_id": cls.contract.id,
                "from_series": "18.0",
                "to_series": "19.0",
                "planned_start": START,
                "planned_end": END,
                "note": "Copia, prueba, fin de semana",
                **values,
            }
        )

    def _assert_refused(self, error, record, values, exception=ValidationError):
        """Check that a write is refused, and leave nothing of it."""
        with self.assertRaises(exception) as refused, self.env.cr.savepoint():
            record.write(values)
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn(error, str(refused.exception))

    def _commit(self):
        """Let happen what happens when a call ends: changed plans are asked again."""
        self.env.cr.precommit.run()

    def _agree(self, record=None):
        """Let both sides approve the plan or an exception."""
        record = record or self.migration
        record.with_user(self.agent).action_ask_approval()
        self._grant(record)

    def _grant(self, record):
        self._asked(record)._answer(True, self.approver, "portal")
        self._live(record, "ours")._answer(True, self.agent.partner_id, "backend")

    def _start(self):
        self._agree()
        self.migration.action_start()

    def _accept(self, line, version="19.0.1.0.0"):
        line.write(
            {
                "state": "accepted",
                "accepted_by_id": self.approver.id,
                "new_version": version,
            }
        )

    def _except(self, line, **values):
        """Make an exception of a line, and ask about it."""
        reason = "Cambió su módulo de precios"
        line.write({"state": "exception", "exception_reason": reason, **values})
        line.action_ask_approval()
