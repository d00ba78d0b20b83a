# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The recorded days: what happens when, in Guatemala's time; see ``recorded_acts``.

Who adds a step writes the record anew; see ``cases/README.md``.
"""

from . import recorded_acts as act

LUCIA = "Lucía <lucia@cafe.gt>"
MARTA = "Marta <marta@cafe.gt>"
NUEVO = "Nuevo Sosa <nuevo@cafe.gt>"
TIENDA = "Tienda <ventas@tienda.example>"
AGENT = "Agente <sla_agent@bacg.cloud>"
VENDOR = "Help <help@odoo.example>"
FORWARDED = (
    "Le reenvío.\r\n\r\n---------- Forwarded message ---------\r\n"
    "De: Marta <marta@cafe.gt>\r\nAsunto: Sin correo\r\n\r\nNo sale el correo."
)
COMING = ("sla_events", "sla_webhooks", "mail_inbound")
DAILY = ("weekly_followup", "customer_waits", "sla_contracts", "sla_statements")
ALL = (*COMING, *DAILY, "sla_calendar")


def at(moment, act, *details, **more):
    """Return a step: at a wall time in Guatemala, this happens."""
    return moment, act, details, more


BEFORE = [
    # A case that waits for the manufacturer for two weeks.
    at("2026-04-06T09:00", act.grant_hours, 10),
    at("2026-04-06T09:10", act.mail, "old", LUCIA, "Cierre contable", "No cierra."),
    at("2026-04-06T09:30", act.take, "old"),
    at("2026-04-06T09:31", act.answer, "old", "Ya lo vemos"),
    at("2026-04-06T09:40", act.classify, "old", "0"),
    at(
        "2026-04-06T10:00",
        act.ask_vendor,
        "old",
        "Por qué no cierra",
        vendor_ref="#4567",
        by_mail=True,
    ),
    at("2026-04-10T09:00", act.run, *ALL),
    at("2026-04-13T08:10", act.run, *DAILY),
    at(
        "2026-04-13T10:00",
        act.window,
        "bacg.sla.follow.up",
        "old",
        progress="no_progress",
        next_step="Preguntar",
        button="action_send",
    ),
    at("2026-04-17T08:10", act.run, *DAILY),
    at("2026-04-20T07:55", act.run, *DAILY),
]

MORNING = [
    # Mails of all kinds.
    at("2026-04-20T08:00", act.mail, "printer", LUCIA, "No imprime", "No imprime."),
    at("2026-04-20T08:01", act.mail_again, -1),
    at("2026-04-20T08:02", act.mail, "stranger", TIENDA, "Consulta", "¿Precio?"),
    at(
        "2026-04-20T08:03",
        act.mail,
        "colleague",
        NUEVO,
        "Capacitación",
        "Queremos capacitar a dos usuarios.",
    ),
    at("2026-04-20T08:05", act.mail, "urgent", LUCIA, "URGENTE: nadie entra", "Caído."),
    at("2026-04-20T08:06", act.mail, "refuted", MARTA, "Urgente no abre", "No abre."),
    at(
        "2026-04-20T08:07",
        act.mail,
        "alarm",
        "ERP <erp@cafe.gt>",
        "Disco lleno",
        "95 %",
        Auto_Submitted="auto-generated",
    ),
    at("2026-04-20T08:08", act.mail, "behalf", AGENT, "Fwd: Sin correo", FORWARDED),
    at(
        "2026-04-20T08:09",
        act.portal_case,
        "portal",
        "lucia_portal",
        "Reporte",
        "No cuadra el reporte de ventas.",
    ),
    at(
        "2026-04-20T08:10",
        act.portal_case,
        "down",
        "lucia_portal",
        "URGENTE: caído",
        "Nadie factura.",
    ),
    at(
        "2026-04-20T08:11",
        act.mail,
        None,
        "X <x@cafe.gt>",
        "Ticket #9 received",
        "Gracias",
        Auto_Submitted="auto-replied",
    ),
    at("2026-04-20T08:12", act.run, *COMING),
    at(
        "2026-04-20T08:13",
        act.reply,
        "printer",
        LUCIA,
        "De vacaciones",
        Auto_Submitted="auto-replied",
    ),
    at("2026-04-20T08:14", act.bounce, "printer"),
    at("2026-04-20T08:15", act.reply, "printer", LUCIA, "Es la de caja."),
    at("2026-04-20T08:16", act.mail, "again", LUCIA, "No imprime la caja", "Sigue."),
    at("2026-04-20T08:17", act.mail, None, LUCIA, "Caso {portal}", "Es de marzo."),
    # First words, and what each case is.
    at("2026-04-20T08:20", act.take, "printer"),
    at(
        "2026-04-20T08:20",
        act.answer,
        "printer",
        "Pedimos a sistemas un dato",
        subtype="mail.mt_note",
    ),
    at("2026-04-20T08:21", act.answer, "printer", "Ya lo vemos"),
    at("2026-04-20T08:22", act.classify, "printer", "0"),
    at("2026-04-20T08:23", act.classify, "portal", "1"),
    at("2026-04-20T08:24", act.classify, "again", "2"),
    at("2026-04-20T08:25", act.press, "behalf", "action_take_proposed_sender"),
    at("2026-04-20T08:26", act.classify, "behalf", "2"),
    at("2026-04-20T08:27", act.press, "behalf", "_sla_contact_made"),
    at("2026-04-20T08:28", act.classify, "alarm", "3"),
    at("2026-04-20T08:30", act.press, "urgent", "action_outage_confirmed_total"),
    at(
        "2026-04-20T08:31",
        act.window,
        "bacg.sla.outage.outcome",
        "refuted",
        scope="local",
        priority="0",
        cause="internet",
        outage_checked_internet=True,
        reason="Falla su internet.",
    ),
    at("2026-04-20T08:35", act.reply, "down", AGENT, "Lo revisamos."),
    at("2026-04-20T08:40", act.press, "down", "action_outage_some_users"),
    at("2026-04-20T08:41", act.run, *COMING),
    at(
        "2026-04-20T08:45",
        act.window,
        "bacg.sla.outage.claim",
        "portal",
        mode="now",
        reason="Ahora no entra nadie",
    ),
    at(
        "2026-04-20T08:50",
        act.window,
        "bacg.sla.outage.outcome",
        "portal",
        scope="some_users",
        priority="2",
        reason="Son dos usuarios",
    ),
    # Waits, and their ends.
    at("2026-04-20T09:00", act.move, "printer", "customer", "Falta el modelo"),
    at(
        "2026-04-20T09:05",
        act.move,
        "again",
        "vendor",
        "El fabricante revisa",
        user="manager",
    ),
    at(
        "2026-04-20T09:10",
        act.window,
        "bacg.sla.pause.add",
        "again",
        reason="third_party",
        note="El banco",
        user="manager",
    ),
    at("2026-04-20T09:15", act.run, *COMING),
    at("2026-04-20T09:20", act.portal_answer, "printer", "lucia_portal", "Es la TM-20"),
    at("2026-04-20T09:25", act.drag, "again", "progress"),
    at("2026-04-20T09:30", act.end_wait, "again"),
    at("2026-04-20T09:35", act.run, *COMING),
    at(
        "2026-04-20T09:40",
        act.window,
        "bacg.sla.priority.change",
        "printer",
        priority="1",
        reason="Afecta la caja",
    ),
    at(
        "2026-04-20T09:45",
        act.window,
        "bacg.sla.priority.change",
        "printer",
        priority="2",
        mode="worse",
        reason="Ya son todas",
    ),
    at("2026-04-20T10:00", act.merge, "printer", "again"),
]
