# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

CREATED = "helpdesk_mgmt.hlp_tck_created"

NUMBERS = "helpdesk.ticket.sequence"

PENDING_LOGS = "bacg_sla_platino.pending_logs"

LOGGING = "bacg_sla_platino.logging"

NAMING = "bacg_sla_platino.naming"


class HelpdeskTicket(models.Model):
    """What core and OCA search for each new case although it is known."""

    _inherit = "helpdesk.ticket"

    # Saves 1 query of 17 a case.
    def _prepare_ticket_number(self, values):
        company_id = values.get("company_id") or self.env.company.id
        sequences = self.env["ir.sequence"].with_company(company_id)
        sequence_id = sequences._get_sequence_id(NUMBERS, company_id)
        if not sequence_id:
            return super()._prepare_ticket_number(values)
        return sequences.browse(sequence_id).next_by_id()

    # Saves 2 queries of 18 a case, 4 of 45 a mail, 3 of 23 an answer.
    def _creation_subtype(self):
        """Return OCA's subtype without asking the database whether it still exists."""
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id(CREATED)
        return self.env["mail.message.subtype"].browse(subtype_id)

    # Saves 1 query of 17 a case.
    def _message_compute_parent_id(self, parent_id):
        """Skip the search for the first message when this one is the first."""
        messages = self._fields["message_ids"]
        known = self.env.cache.contains(self, messages)
        if known and not parent_id and not self.message_ids:
            return False
        return super()._message_compute_parent_id(parent_id)

    # Saves a sixth of a mail's time.
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Let core, which asks whether there is a name, describe that field alone."""
        data = self.env.cr.precommit.data
        data[NAMING] = True
        try:
            return super().message_new(msg_dict, custom_values)
        finally:
            data.pop(NAMING, None)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        naming = self.env.cr.precommit.data.pop(NAMING, False)
        if naming and allfields is None and attributes is None:
            allfields = [self._rec_name]
        return super().fields_get(allfields, attributes)

    def _message_track(self, fields_iter, initial_values_dict):
        pending = self.env.cr.precommit.data
        pending[PENDING_LOGS] = []
        try:
            tracking = super()._message_track(fields_iter, initial_values_dict)
        finally:
            values_list = pending.pop(PENDING_LOGS)
        self.sudo()._create_tracking_logs(values_list)
        return tracking

    def _message_log(self, **kwargs):
        data = self.env.cr.precommit.data
        data[LOGGING] = True
        try:
            return super()._message_log(**kwargs)
        finally:
            del data[LOGGING]

    def _message_create(self, values_list):
        data = self.env.cr.precommit.data
        if PENDING_LOGS not in data or LOGGING not in data:
            return super()._message_create(values_list)
        data[PENDING_LOGS] += values_list
        return self.env["mail.message"]

    def _create_tracking_logs(self, values_list):
        """Create the messages, then the tracked values of all of them."""
        commands = [values.pop("tracking_value_ids", None) for values in values_list]
        messages = self._message_create(values_list)
        self.env["mail.tracking.value"].create(
            [
                dict(values, mail_message_id=message.id)
                for message, own in zip(messages, commands, strict=True)
                for _create, _id, values in own or []
            ]
        )
