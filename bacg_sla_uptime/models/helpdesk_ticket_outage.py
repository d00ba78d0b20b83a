# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels

WATCHED = ("hosted_instance_id", "outage_claimed_at", "outage_scope", "outage_cause")
SLICE_SCOPES = {"partial": "partial", "some_users": "some_users", "local": "total"}


class HelpdeskTicket(models.Model):
    """What our monitor saw beside what a case says of an outage (SLA 2.03, 2.04)."""

    _inherit = "helpdesk.ticket"

    uptime_outage_id = fields.Many2one(
        comodel_name="bacg.uptime.outage",
        string="Outage seen",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    uptime_seen = fields.Text(
        string="Our monitor",
        compute="_compute_uptime_seen",
        groups="base.group_user",
    )

    @api.depends(
        "hosted_instance_id",
        "outage_claimed_at",
        "uptime_outage_id.start",
        "uptime_outage_id.stop",
    )
    def _compute_uptime_seen(self):
        """Say what our monitor saw of the instance, and when (SLA 2.03)."""
        self.uptime_seen = False
        for ticket in self.filtered("hosted_instance_id"):
            outage = ticket.uptime_outage_id
            if outage:
                ticket.uptime_seen = outage._get_text()
            elif ticket.outage_claimed_at:
                ticket.uptime_seen = ticket.hosted_instance_id._get_state_text(
                    ticket.outage_claimed_at
                )

    def action_view_uptime_outage(self):
        self.ensure_one()
        return self.uptime_outage_id._get_records_action()

    def _sla_watched_fields(self):
        return super()._sla_watched_fields() | {*WATCHED}

    def _sla_snapshot(self, kinds):
        return {
            **super()._sla_snapshot(kinds),
            **{name: self[name] for name in WATCHED},
        }

    def _sla_opened(self, change):
        result = super()._sla_opened(change)
        self.filtered("outage_claimed_at")._uptime_take_claims()
        return result

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)

        def changed(*names):
            return self.filtered(
                lambda t: any(before[t.id][name] != after[t.id][name] for name in names)
            )

        claimed = changed("hosted_instance_id", "outage_claimed_at")
        claimed.filtered("outage_claimed_at")._uptime_take_claims()
        changed("outage_scope", "outage_cause")._uptime_take_outcomes()
        return result

    def _uptime_take_claims(self):
        """Put the customer's word beside the monitor's, and link case and outage."""
        # sudo: what a customer saw is a fact that nobody writes; he opens the case
        claims = self.sudo().filtered("hosted_instance_id")
        if not claims:
            return
        claims.env["bacg.uptime.outage"]._observe(
            [
                {
                    "instance_id": claim.hosted_instance_id.id,
                    "source": "customer",
                    "key": f"case {claim.id} {claim.outage_claimed_at}",
                    "start": claim.outage_claimed_at,
                    "stop": False,
                    "evidence": claim.name,
                    "ticket_id": claim.id,
                }
                for claim in claims
            ]
        )
        rows = claims.env["bacg.uptime.observation"].search(
            [("ticket_id", "in", claims.ids), ("outage_id", "!=", False)]
        )
        for row in rows:
            row.ticket_id._uptime_link(row.outage_id)

    def _uptime_link(self, outage):
        """Link a case with the outage that our monitor saw; each keeps its number."""
        self.ensure_one()
        if self.uptime_outage_id:
            return
        ticket = self.sudo()  # sudo: a fact of the case
        ticket.uptime_outage_id = outage
        if not ticket.hosted_instance_id:
            ticket.hosted_instance_id = outage.instance_id
        notes = {ticket: [outage._get_text()]}
        if not outage.ticket_id:
            outage.sudo().ticket_id = ticket
        elif outage.ticket_id != ticket:
            first = outage.ticket_id
            notes[ticket].append(
                self.env._("Case %s is about the same outage.", first.number)
            )
            notes[first] = [
                self.env._(
                    "Case %s of the customer is about the same outage.", ticket.number
                )
            ]
        ticket._log_notes(notes)

    def _uptime_take_outcomes(self):
        """Give outages what agents found out about the claim (SLA 2.03, 2.04)."""
        # sudo: facts of the outage; the outcome was checked
        for ticket in self.sudo().filtered("hosted_instance_id"):
            outage = ticket.uptime_outage_id
            if not outage and ticket.outage_scope in ("total", "partial"):
                ticket._uptime_create_outage()
                outage = ticket.uptime_outage_id
            values = ticket._uptime_prepare_slice(outage)
            if values and outage.state in ("detected", "review"):
                outage.slice_ids.create(values)

    def _uptime_create_outage(self):
        """Note an outage that an agent confirmed and no source of ours saw."""
        if not self.outage_claimed_at:
            return
        outage = self.env["bacg.uptime.outage"]._observe(
            [
                {
                    "instance_id": self.hosted_instance_id.id,
                    "source": "hand",
                    "key": f"case {self.id} {self.outage_claimed_at}",
                    "start": self.outage_claimed_at,
                    "stop": False,
                    "evidence": self._uptime_get_evidence(),
                }
            ]
        )
        self._uptime_link(outage)

    def _uptime_prepare_slice(self, outage):
        """Return the values of the slice that an outcome stands for, if any."""
        scope = SLICE_SCOPES.get(self.outage_scope)
        if not scope or outage.slice_ids:
            return None
        cause = outage.slice_ids._default_cause_id()
        if self.outage_scope == "local":
            domain = [("outage_check", "=", self.outage_cause)]
            cause = cause.search(domain, limit=1) or cause
        return {
            "outage_id": outage.id,
            "start": outage.start,
            "scope": scope,
            "cause_id": cause.id,
            "evidence": self._uptime_get_evidence(),
        }

    def _uptime_get_evidence(self):
        """Return by which outcome of this case something is known (SLA 2.04)."""
        labels = selection_labels(self.env["bacg.sla.event"], "cause")
        checked = [labels[key] for key in self._outage_checks().split(",") if key]
        text = self.env._(
            "Outcome of case %(number)s, entered by %(user)s",
            number=self.number,
            user=self.env.user.name,
        )
        return ": ".join([text, *([", ".join(checked)] if checked else [])])

    def _uptime_tell(self, template):
        """Mail the customers of these cases, each once; their agents see it."""
        for ticket in self:
            ticket._portal_ensure_token()
            ticket._send_automatic_mail(self.env.ref(template))

    def _check_closing(self, vals):
        """Ask for the cause before the case of an outage is closed."""
        result = super()._check_closing(vals)
        stage = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
        if self.env.su or self.env.user.share or stage.sla_mode != "stop":
            return result
        for ticket in self.filtered("uptime_outage_id"):
            outage = ticket.uptime_outage_id
            if outage.ticket_id != ticket or outage.state == "rejected":
                continue
            if not outage.stop:
                raise UserError(
                    self.env._(
                        "Case %s: for our monitor the outage still goes on. If it has "
                        "ended, correct its end; the closing of a case is none.",
                        ticket.number,
                    )
                )
            if not outage._has_cause():
                raise UserError(
                    self.env._(
                        "Case %s: say first what caused the outage, under “Causes” of "
                        "“Outage seen”.",
                        ticket.number,
                    )
                )
        return result

    def _case_take_over(self, sources):
        result = super()._case_take_over(sources)
        # sudo: whoever may merge cases also moves what hangs on them
        merged = sources.sudo()
        outages = merged.uptime_outage_id
        if outages and not self.sudo().uptime_outage_id:
            self.sudo().uptime_outage_id = outages[:1]
        outages.filtered(lambda o: o.ticket_id in merged).ticket_id = self
        return result
