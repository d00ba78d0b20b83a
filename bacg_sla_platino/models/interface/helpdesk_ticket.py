# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CLAUSE = "7.01"
URGENT = "3"  # priority 1


class HelpdeskTicket(models.Model):
    """Cases on an interface: the contract's extra covers them (SLA 7.01)."""

    _inherit = "helpdesk.ticket"

    interface_id = fields.Many2one(
        comodel_name="bacg.interface",
        index="btree_not_null",
        copy=False,
        check_company=True,
        tracking=True,
        domain="[('partner_id', '=?', commercial_partner_id)]",
        help="The interface that the case is about: it goes to the technical contacts "
        "of both sides (SLA 7.02).",
    )

    @api.constrains("interface_id")
    def _check_interface_id(self):
        for ticket in self.sudo():  # sudo: only to compare
            interface = ticket.interface_id
            if interface and interface.partner_id != ticket.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Interface: %(interface)s is of %(customer)s, who is not the "
                        "customer of case %(number)s.",
                        interface=interface.name,
                        customer=interface.partner_id.name,
                        number=ticket.number,
                    )
                )

    @api.model
    def _case_get_form_fields(self):
        return [*super()._case_get_form_fields(), "interface_id"]

    @api.model
    def _sla_event_kinds(self):
        return {**super()._sla_event_kinds(), "interface_id": "interface"}

    @api.model
    def _sla_watched_fields(self):
        return super()._sla_watched_fields() | {"interface_id"}

    def _sla_opened(self, change):
        result = super()._sla_opened(change)
        self._interface_hand_over()
        return result

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)
        moved = self.filtered(
            lambda t: before[t.id]["interface_id"] != after[t.id]["interface_id"]
        )
        moved._interface_hand_over()
        moved.filtered(
            lambda t: t.classified_at or not self.env.user.share
        )._coverage_judge()
        calmed = self.filtered(
            lambda t: before[t.id]["priority"] == URGENT != t.priority
        )
        calmed._interface_withdraw_override()
        return result

    def _contact_replaced(self, old):
        """Leave behind the interface of the customer who was it wrongly."""
        result = super()._contact_replaced(old)
        # sudo: whoever corrects a contact need not see interfaces
        ticket = self.sudo()
        customer, owner = ticket.commercial_partner_id, ticket.interface_id.partner_id
        if owner and customer != owner:
            ticket.interface_id = False
        return result

    def _interface_hand_over(self):
        """Bring a case to the technical contacts of both sides (SLA 7.02)."""
        # sudo: a customer opens the case, or whoever does not see interfaces
        for ticket in self.sudo().filtered("interface_id"):
            interface = ticket.interface_id
            ticket.message_subscribe(interface.contact_id.ids)
            ours = interface.user_id & ticket.team_id.user_ids
            if ours and not ticket.user_id:
                ticket.user_id = ours

    # -------------------------------------------------------------------------
    # Coverage (SLA 7.01)
    # -------------------------------------------------------------------------

    def _interface_lacks_extra(self):
        """Return whether this is a case on an interface that no extra covers.

        Before the contract is identified nobody knows.
        """
        # sudo: whoever moves a case may bring about what its contract says
        ticket = self.sudo()
        if not (ticket.interface_id or ticket.category_id.sla_code == "interface"):
            return False
        contract = ticket.contract_id
        return bool(contract) and not contract._has_extra(
            "interface", ticket.reported_at
        )

    def _interface_is_excluded(self):
        return self.scope_state == "excluded" and self._interface_lacks_extra()

    def _coverage_get_service_rules(self):
        """Without the extra it is not, unless it is a bug of a development."""
        rules = super()._coverage_get_service_rules()
        if self._interface_lacks_extra():
            rules.append((3, "excluded", CLAUSE))
        return rules

    def _coverage_get_ways(self):
        if not self._interface_lacks_extra():
            return super()._coverage_get_ways()
        return [["quote", self.env._("a quote for the extra that covers interfaces")]]

    def _coverage_get_line(self):
        if not self._interface_is_excluded():
            return super()._coverage_get_line()
        return self._coverage_get_clause(CLAUSE).text

    def _coverage_get_template(self):
        if not self._interface_is_excluded():
            return super()._coverage_get_template()
        return self.env.ref("bacg_sla_platino.mail_template_not_covered")

    def _coverage_override(self, state, reason):
        if state == "in_scope" and not self._interface_may_cover():
            calm = self.filtered(
                lambda t: t._interface_lacks_extra() and t.priority != URGENT
            )
            if calm:
                raise UserError(
                    self.env._(
                        "Case %s is on an interface and the contract has no extra for "
                        "interfaces (SLA 7.01). An agent covers it at priority 1 only, "
                        "a helpdesk manager at any: send the answer, which offers the "
                        "extra.",
                        calm[0].number,
                    )
                )
        return super()._coverage_override(state, reason)

    def _interface_may_cover(self):
        user = self.env.user
        return self.env.su or user.has_group("helpdesk_mgmt.group_helpdesk_manager")

    def _interface_withdraw_override(self):
        """Let the rule decide again what was covered for its priority 1 alone."""
        if self._interface_may_cover():
            return
        self.filtered(
            lambda t: (
                t.scope_source == "override"
                and t.scope_state == "in_scope"
                and t._interface_lacks_extra()
            )
        )._coverage_judge()

    # -------------------------------------------------------------------------
    # Sessions (SLA 7.02, 7.03)
    # -------------------------------------------------------------------------

    def _session_get_notice(self):
        notice = super()._session_get_notice()
        if not self.sudo().interface_id:
            return notice
        kind = self.env.ref(
            "bacg_sla_platino.category_interface", raise_if_not_found=False
        )
        own = kind.sudo().minimum_notice_minutes if kind else 0
        return max(notice, own)

    def _session_agent(self):
        # sudo: the customer proposes a session, too
        return self.sudo().interface_id.user_id or super()._session_agent()

    def _session_customers(self):
        # sudo: as above
        return super()._session_customers() | self.sudo().interface_id.contact_id
