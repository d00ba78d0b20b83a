# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain


class ReadableOne2many(fields.One2many):
    """Rows by which one searches only as far as one may read them.

    Core bypasses the access to messages, for speed: letter by letter a customer could
    spell out the internal notes of a case. Reading is not touched.
    """

    def _get_query_for_condition_value(self, model, comodel, operator, value):
        if isinstance(value, Domain) and not model.env.su:
            own = comodel.with_context(**self.context)
            value = Domain(
                "id", "in", own._search(value & self.get_comodel_domain(model))
            )
        return super()._get_query_for_condition_value(model, comodel, operator, value)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    message_ids = ReadableOne2many()
    website_message_ids = ReadableOne2many()
