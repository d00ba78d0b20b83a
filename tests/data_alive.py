"""Run by ``odoo shell``: what data calls by name still exists and runs.

Scheduled actions, templates and views are records: most are not updated with the
code, and what they call is found missing only when somebody comes by.
"""

import json

env = globals()["env"]  # put there by the shell
ADDONS = ("bacg_sla_platino", "bacg_sla_uptime", "bacg_localization_registry")


def ours(model):
    """Return the records of a model that our addons brought."""
    names = env["ir.model.data"].search(
        [("module", "in", ADDONS), ("model", "=", model)]
    )
    return env[model].with_context(active_test=False).browse(names.mapped("res_id"))


def attempt(kind, record, work):
    """Run ``work`` on a record and note what it raises; its database is thrown away."""
    try:
        work(record)
        env.flush_all()
        done[kind] = done.get(kind, 0) + 1
    except Exception as error:  # noqa: BLE001 - all faults are told at once
        env.cr.rollback()
        faults.append(f"{kind} {record.display_name}: {error!r}")
    env.cr.rollback()


def render(template):
    """Render all of a template, on a record of its model."""
    records = env[template.model].search([], limit=1)
    if not records:
        unseen.append(template.model)
        return
    for name in ("subject", "body_html", "email_from", "email_to", "partner_to"):
        template._render_field(name, records.ids)


def open_view(view):
    """Read a view as the web client does, with its arch checked and its fields."""
    if view.type == "qweb":
        env["ir.qweb"]._compile(view.id)
    elif view.model in env:
        env[view.model].get_view(view.id, view.type)


done, faults, unseen = {}, [], []
for cron in ours("ir.cron"):
    attempt("scheduled action", cron, lambda cron: cron.ir_actions_server_id.run())
for template in ours("mail.template"):
    attempt("template", template, render)
for view in ours("ir.ui.view"):
    attempt("view", view, open_view)
print("RESULT " + json.dumps([done, faults, unseen]))  # noqa: T201 - read by the test
