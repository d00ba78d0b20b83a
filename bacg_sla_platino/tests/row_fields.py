# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the recorded days keep of each table: its title, the model, the fields."""

PLAIN = {
    "cases": (
        "helpdesk.ticket",
        (
            "name stage_id team_id user_id partner_id partner_email category_id "
            "channel_id company_id active closed_date last_stage_update "
            "assigned_date priority agreement_id contract_id ended_contract_id "
            "policy_id reported_at acknowledged_at classified_at classified_by_id "
            "first_response_at first_response_message_id sla_state sla_deadline "
            "sla_note scope_state scope_source scope_reason scope_clause_id "
            "scope_answered_at outage_scope outage_claimed_at outage_check_due_at "
            "outage_cause outage_checked_internet suggested_category_id "
            "suggested_words urgent_words solution late_reason "
            "previous_ticket_id lead_origin_id behalf_user_id proposed_sender "
            "vendor_id vendor_ref vendor_url vendor_domain vendor_asked "
            "vendor_asked_at vendor_waiting vendor_waiting_since last_follow_up_at "
            "next_follow_up_at customer_due_at customer_reminded_at "
            "message_partner_ids tag_ids description"
        ),
    ),
    "clocks": (
        "bacg.sla.status",
        (
            "ticket_id metric state standing target_id started_at deadline "
            "reached_at breached_at breach_noticed_at voided cancel_reason "
            "at_risk_at warned_at next_event_at promised_minutes counted_minutes "
            "error"
        ),
    ),
    "ledger": (
        "bacg.sla.event",
        (
            "ticket_id at kind old_value new_value change from_now counted_from "
            "checks cause author_id message_id reason"
        ),
    ),
    "pauses": (
        "bacg.sla.pause",
        (
            "ticket_id reason start stop by_stage author_id stop_author_id "
            "message_id note voided_at voided_by_id void_reason replaces_id "
            "merged_from_id"
        ),
    ),
    "steps fired": (
        "bacg.sla.escalation.fired",
        ("ticket_id status_id escalation_id at state recipients mail_pending"),
    ),
    "webhook messages": (
        "bacg.sla.webhook.delivery",
        (
            "ticket_id status_id webhook_id kind state tries next_try_at response "
            "alert_open payload"
        ),
    ),
    "inbound": (
        "bacg.mail.inbound",
        ("received_at subject sender kind state ticket_id original_id"),
    ),
    "sessions": (
        "bacg.sla.session",
        (
            "ticket_id start minutes state purpose medium agenda user_id staff_ids "
            "customer_ids proposed_by_id previous_id event_id began_at notes reason"
        ),
    ),
    "draws": (
        "bacg.hours.draw",
        (
            "ticket_id name contract_id hours_pool text state hours_offered "
            "hours_real hours_charged valid_until work_date proposed_by_id "
            "proposed_at decided_by_id decided_at decision_note overdraw_accepted "
            "done_by_id done_at void_reason"
        ),
    ),
    "time entries": (
        "bacg.hours.entry",
        (
            "draw_id date user_id name hours chargeable hours_charged reverses_id "
            "statement_id"
        ),
    ),
    "drawn hours": (
        "bacg.hours.allocation",
        ("draw_id entry_id grant_id kind hours date"),
    ),
    "statements": (
        "bacg.sla.statement",
        (
            "name revision contract_id partner_id date_from date_to tz lang "
            "agreement_ids state issued_at issued_by_id"
        ),
    ),
    "activities": (
        "mail.activity",
        ("activity_type_id user_id summary date_deadline active note"),
    ),
    "people": (
        "res.partner",
        ("name email parent_id lang tz is_company user_ids"),
    ),
    "users": ("res.users", "login partner_id share active"),
}
