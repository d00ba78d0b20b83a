# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.convert import ParseError, convert_file

from ..common import SlaCommon, local

PARTS = (
    "bacg.sla.clause",
    "bacg.sla.policy",
    "bacg.sla.target",
    "bacg.sla.escalation",
)


@tagged("post_install", "-at_install")
class TestAgreement(SlaCommon):
    def test_document_is_data(self):
        """SLA 1.10: 47 clauses verbatim, the four rows, some users, the areas."""
        self.assertEqual(len(self.agreement.clause_ids), 47)
        self.assertEqual(len(self.agreement.policy_ids), 6)
        derived = self.agreement.clause_ids.filtered("derived")
        self.assertEqual(derived.mapped("number"), ["1.20"])
        self.assertFalse(derived.text)
        self.assertTrue(all((self.agreement.clause_ids - derived).mapped("text")))

    def test_published_values_are_refused(self):
        """A change of a published agreement is a new version."""
        policy = self.agreement.policy_ids[0]
        target = policy.target_ids[0]
        for record, values in (
            (self.agreement, {"version": "x"}),
            (self.agreement, {"policy_ids": [(2, policy.id)]}),
            (policy, {"priority": "1"}),
            (target, {"minutes": 5}),
            (self.agreement.clause_ids[0], {"text": "x"}),
        ):
            with self.subTest(record), self.assertRaisesRegex(UserError, "New version"):
                record.write(values)
        with self.assertRaises(UserError):
            target.unlink()
        with self.assertRaises(UserError):
            target.copy({"metric": "workaround"})
        policy.write({"priority": policy.priority})  # the same value is no change

    def test_a_draft_that_changes_is_matched_anew(self):
        """SLA 1.21: policies and steps are cached, until one of them is written."""
        draft = self.agreement.copy({"version": "draft"})
        kinds = self.env["helpdesk.ticket.category"].create(
            [{"name": "Factura"}, {"name": "Planilla"}]
        )
        low = draft._policy_for("0", kinds[1], "none")
        self.assertEqual(low.priority, "0")
        own = low.copy({"sequence": 0, "category_ids": kinds[0].ids})
        self.assertEqual(draft._policy_for("0", kinds[0], "none"), own)
        self.assertEqual(draft._policy_for("0", kinds[1], "none"), low)
        kinds[0].unlink()
        self.assertEqual(draft._policy_for("0", kinds[1], "none"), own)
        own.unlink()
        self.assertEqual(draft._policy_for("0", kinds[1], "none"), low)
        steps = draft._escalation_steps("resolution", "0")
        draft.escalation_ids.unlink()
        self.assertGreater(len(steps), len(draft._escalation_steps("resolution", "0")))

    def test_words_of_a_deleted_kind_suggest_nothing(self):
        kind = self.env["helpdesk.ticket.category"].create({"name": "Factura"})
        words = self.env["bacg.sla.keyword"]
        words.create({"name": "facturazo", "category_id": kind.id})
        self.assertEqual(words._suggest("Un facturazo", "")[0], kind.id)
        kind.unlink()
        self.assertFalse(words._suggest("Un facturazo", "")[0])

    def _load_data(self, mode):
        """Load the files of the agreement as an installation or an update does."""
        for name in ("agreement", "clause", "policy", "escalation", "publication"):
            path = f"data/bacg_sla_{name}_data.xml"
            convert_file(self.env, "bacg_sla_platino", path, {}, mode, noupdate=False)

    def _parts(self):
        return {
            model: self.env[model].search_count([("agreement_id", "!=", False)])
            for model in PARTS
        }

    def test_update_makes_no_parts(self):
        """An older database that is published lacks parts, and keeps lacking them."""
        before = self._parts()
        self.assertTrue(all(before.values()))
        self.env["ir.model.data"].search(
            [
                ("module", "=", "bacg_sla_platino"),
                ("model", "in", [*PARTS, "bacg.sla.agreement"]),
            ]
        ).unlink()
        self.env.cr.execute("DELETE FROM bacg_sla_escalation")
        self.env.invalidate_all()
        self._load_data("update")
        self.assertEqual(self._parts(), before | {"bacg.sla.escalation": 0})
        self.assertEqual(self.agreement.state, "published")

    def test_part_that_a_file_would_force_is_refused(self):
        """What the guard is for: no file slips a part into a published agreement."""
        self.env["ir.model.data"].search(
            [("module", "=", "bacg_sla_platino"), ("name", "=", "escalation_breach")]
        ).unlink()
        with self.assertRaises(ParseError) as refused:
            self._load_data("init")
        self.assertIn("New version", str(refused.exception.__cause__))

    def test_version_in_force_at_the_report(self):
        """A case keeps the version that bound its contract when it was reported."""
        self.agreement.action_new_version()
        successor = self.agreement.successor_id
        self.assertEqual(len(successor.clause_ids), 47)
        self.assertEqual(successor.policy_ids.clause_id.agreement_id, successor)
        successor.write({"version": "v2026.04", "effective_from": "2026-04-01"})
        row = successor.policy_ids.filtered(lambda policy: policy.priority == "3")
        row.target_ids.filtered(lambda t: t.metric == "first_response").minutes = 15
        with freeze_time("2026-03-15 12:00:00"):
            successor.action_publish()
        self.assertEqual(self.agreement.state, "superseded")
        with freeze_time("2026-03-20 12:00:00"):
            self.contract._bind(successor)
        with freeze_time("2026-04-02 12:00:00"):
            before = self._case(local("2026-03-31T23:59:59"), priority="3")
            after = self._case(local("2026-04-01T00:00:00"), priority="3")
        self.assertEqual(before.agreement_id, self.agreement)
        self.assertEqual(after.agreement_id, successor)
        self.assertEqual(self._status(after, "first_response").minutes, 15)

    def test_new_version_starts_after_its_publication(self):
        """Cases of today were promised the version before, and keep it."""
        with freeze_time("2026-03-15 12:00:00"):
            self.agreement.action_new_version()
            successor = self.agreement.successor_id
            self.assertEqual(str(successor.effective_from), "2026-03-16")
            for day in ("2026-03-15", "2026-02-01", "2024-01-31"):
                successor.effective_from = day
                with self.assertRaisesRegex(UserError, "day after today"):
                    successor.action_publish()
            # In the zone of the business hours, where it is still the 15th.
            successor.effective_from = "2026-03-16"
        with freeze_time("2026-03-16 05:59:00"):
            successor.action_publish()
        self.assertEqual(self.agreement.state, "superseded")

    def test_state_only_goes_on(self):
        """Not even administrators thaw by a write what is published."""
        administrator = new_test_user(
            self.env,
            "agreement_administrator",
            groups="bacg_sla_platino.group_bacg_sla_platino_administrator",
        )
        agreement = self.agreement.with_user(administrator)
        with self.assertRaisesRegex(UserError, "New version"):
            agreement.state = "draft"
        empty = agreement.create(
            {
                "name": "Vacío",
                "version": "1",
                "resource_calendar_id": self.agreement.resource_calendar_id.id,
            }
        )
        with self.assertRaisesRegex(UserError, "no policy"):
            empty.state = "published"
        with self.assertRaisesRegex(ValidationError, "after itself"):
            agreement.successor_id = agreement

    def test_agreement_without_policies_is_not_published(self):
        empty = self.env["bacg.sla.agreement"].create(
            {
                "name": "Vacío",
                "version": "1",
                "resource_calendar_id": self.agreement.resource_calendar_id.id,
            }
        )
        with self.assertRaisesRegex(UserError, "no policy"):
            empty.action_publish()

    def test_settings(self):
        """The settings show the agreement with its table and business hours."""
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.sla_agreement_id, self.agreement)
        self.assertEqual(settings.sla_policy_ids, self.agreement.policy_ids)
        self.assertEqual(settings.sla_calendar_id, self.agreement.resource_calendar_id)
