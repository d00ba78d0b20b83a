# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64

from odoo.tests import freeze_time

from .approval_common import ApprovalCommon
from .common import local

NOW = "2026-05-11T09:00"  # a Monday


class InterfaceCommon(ApprovalCommon):
    """A customer's interface, whole and covered by an extra of his contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extra = cls.env["bacg.sla.contract.extra"].create(
            {"contract_id": cls.contract.id, "name": "Odoo con el banco"}
        )
        cls.interface = cls._make_interface()
        cls.kind = cls.env.ref("bacg_sla_platino.category_interface")

    @classmethod
    def _make_interface(cls, **values):
        return cls.env["bacg.interface"].create(
            {
                "name": "Pagos con el banco",
                "partner_id": cls.customer.id,
                "other_system": "Banca en línea",
                "user_id": cls.agent.id,
                "contact_id": cls.contact.id,
                "test_url": "https://pruebas.example.com",
                "production_url": "https://erp.example.com",
                **values,
            }
        )

    @classmethod
    def _interface_case(cls, priority="4", at=NOW, **values):
        """Create a case on the interface as the agent, classified as he says."""
        values.setdefault("interface_id", cls.interface.id)
        with freeze_time(local(at)):
            ticket = cls._case(local(at), **values)
            getattr(ticket, f"action_classify_{priority}")()
        return ticket

    def _at(self, moment, method, *args, **kwargs):
        with freeze_time(local(moment)):
            result = method(*args, **kwargs)
            self.env.flush_all()
        return result


class ChangeCommon(InterfaceCommon):
    """Minutes of one change on the interface, whole and not yet sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.minute = cls._minute()
        cls.line = cls.minute.line_ids

    @classmethod
    def _minute(cls, interface=None, **values):
        interface = interface or cls.interface
        line = {
            "name": "Formato nuevo del archivo",
            "reason": "El banco lo cambia en junio",
            "priority": "2",
            "risk": "medium",
            "impact": "Los pagos de la noche",
            "test_plan": "Un archivo con tres pagos en pruebas",
            "backout_plan": "Volver a la versión anterior",
        }
        with freeze_time(local(NOW)):
            minutes = cls.env["bacg.change.minute"].with_user(cls.agent)
            return minutes.create(
                {
                    "subject": "Formato del banco",
                    "interface_id": interface.id,
                    "customer_ids": [(6, 0, cls.contact.ids)],
                    "planned_start": local("2026-05-12T20:00"),
                    "planned_stop": local("2026-05-12T22:00"),
                    "line_ids": [(0, 0, line)],
                    **values,
                }
            )

    def _send(self):
        self._at(NOW, self.minute.action_ask_approval)

    def _answer_all(self, at):
        with freeze_time(local(at)):
            self._asked(self.minute)._answer(True, self.approver, "portal")
            self._grant_ours(self.minute)

    def _agree(self):
        self._send()
        self._answer_all(NOW)

    def _test(self, at="2026-05-12T10:00"):
        self._at(at, self._add_evidence)
        self._at(at, self.minute.action_tested)

    def _approve(self, at="2026-05-12T10:30"):
        self._at(at, self.minute.action_ask_approval)
        self._answer_all(at)

    def _live(self, record, party="customer"):
        live = record._approval_get_live()
        return live.filtered(lambda one: one.party == party)

    def _answers(self, step):
        answers = self.minute.sudo().approval_ids
        return answers.filtered(lambda one: (one.step or "") == step)

    def _add_evidence(self, content=b"Todo bien", ticket=None):
        return (
            self.env["bacg.change.evidence"]
            .with_user(self.agent)
            ._add(
                self.line.with_user(self.agent),
                "Prueba",
                content and base64.b64encode(content),
                content and "prueba.txt",
                ticket,
            )
        )

    def _produce(self, start, noted=None, user=None, override_reason=None):
        minute = self.minute.with_user(user or self.agent)
        with freeze_time(local(noted or start)):
            minute._put_in_production(local(start), "17.0.1.4.0", override_reason)
            self.env.flush_all()

    def _emergency(self, at, **values):
        """Return minutes of an emergency that was made then."""
        values.setdefault("emergency_reason", "No salían los pagos")
        minute = self._minute(is_emergency=True, **values)
        self._at(at, minute._put_in_production, local(at))
        return minute
