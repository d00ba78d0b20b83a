# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The recorded days from ten o'clock on: kinds, ends, services; the weeks after."""

from . import recorded_acts as act
from .recorded_morning import ALL, BEFORE, COMING, LUCIA, MARTA, MORNING, VENDOR, at

KINDS = [
    # Coverage, areas, contracts.
    at("2026-04-20T10:05", act.press, "colleague", "action_take_suggestion"),
    at("2026-04-20T10:06", act.classify, "colleague", "0"),
    at("2026-04-20T10:07", act.press, "colleague", "action_answer_coverage"),
    at("2026-04-20T10:10", act.link_contract, "stranger"),
    at(
        "2026-04-20T10:11",
        act.enter,
        "stranger",
        category_id="bacg_sla_platino.category_routed_commercial",
    ),
    at("2026-04-20T10:12", act.classify, "stranger", "0"),
    at("2026-04-20T10:13", act.press, "stranger", "action_hand_to_area"),
    at(
        "2026-04-20T10:20",
        act.window,
        "bacg.sla.contact.made",
        "stranger",
        result="Le llamamos.",
        user="manager",
    ),
    at(
        "2026-04-20T10:25",
        act.enter,
        "portal",
        category_id="bacg_sla_platino.category_excluded_report",
    ),
    at(
        "2026-04-20T10:26",
        act.window,
        "bacg.sla.coverage.change",
        "portal",
        reason="Era un error nuestro",
    ),
    # Ends and what comes after them.
    at("2026-04-20T10:30", act.resolve, "urgent", "Se reinició."),
    at(
        "2026-04-20T10:31",
        act.move,
        "alarm",
        "cancelled",
        "Era una prueba",
        late_reason="own",
    ),
    at("2026-04-20T10:35", act.run, *COMING),
    at("2026-04-20T10:40", act.portal_unresolved, "urgent", "lucia_portal", "Sigue"),
    at("2026-04-20T10:45", act.portal_close, "portal", "lucia_portal"),
    at("2026-04-20T10:50", act.archive, "refuted"),
    at("2026-04-20T10:55", act.unarchive, "refuted"),
    at("2026-04-20T11:00", act.resolve, "urgent", "Se cambió el disco."),
    at("2026-04-20T11:05", act.drag, "behalf", "customer"),
    at("2026-04-20T11:20", act.reply, "behalf", MARTA, "Aquí está."),
    at(
        "2026-04-20T11:30",
        act.correct_wait,
        "behalf",
        "Era antes",
        "2026-04-20T11:00",
        "2026-04-20T11:10",
    ),
    at("2026-04-20T11:40", act.drag, "refuted", "customer"),
    at("2026-04-20T11:45", act.drag, "refuted", "progress"),
    at("2026-04-20T11:50", act.correct_wait, "refuted", "No esperaba"),
    at("2026-04-20T12:30", act.run, *ALL),
]

SERVICES = [
    # Hours, sessions, the manufacturer's answer.
    at("2026-04-20T14:00", act.offer_hours, "colleague", 3, "Capacitar a dos personas"),
    at("2026-04-20T14:05", act.offer_hours, "portal", 1, "Otro reporte"),
    at(
        "2026-04-20T14:10", act.portal_hours, "colleague", "marta_portal", "agree", "Sí"
    ),
    at("2026-04-20T14:11", act.portal_hours, "portal", "marta_portal", "refuse", "No"),
    at(
        "2026-04-20T14:20",
        act.portal_times,
        "behalf",
        "marta_portal",
        "2026-04-21T09:00",
        "2026-04-21T11:00",
    ),
    at("2026-04-20T14:30", act.confirm_session, "behalf"),
    at("2026-04-20T16:59", act.run, *ALL),
    at("2026-04-21T08:30", act.log_hours, "colleague", 1.5, "Primera parte"),
    at("2026-04-21T09:50", act.hold_session, "behalf", "Se revisó el correo."),
    at("2026-04-21T10:00", act.finish_hours, "colleague"),
    at("2026-04-21T10:30", act.resolve, "behalf", "Se corrigió la cuenta."),
    at("2026-04-21T12:00", act.run, *ALL),
    at("2026-04-21T13:00", act.reply, "old", VENDOR, "Re: #4567 Ya está corregido."),
    at("2026-04-21T13:30", act.press, "old", "action_vendor_wait_over"),
    at("2026-04-24T09:00", act.run, *ALL),
    at("2026-04-27T16:00", act.resolve, "printer", "Se cambió el controlador."),
    at("2026-04-28T09:00", act.reply, "printer", LUCIA, "No quedó."),
    at("2026-04-29T09:00", act.run, *ALL),
    at("2026-05-01T08:00", act.run, *ALL),
    at("2026-05-04T09:00", act.issue_statement),
    at("2026-05-04T09:05", act.run, *ALL),
]

STEPS = [*BEFORE, *MORNING, *KINDS, *SERVICES]
