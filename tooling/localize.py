"""Run by ``odoo shell``: Guatemalan Spanish and time for everyone."""

LANGUAGE, TIME_ZONE = "es_419", "America/Guatemala"

env = globals()["env"]  # put there by the shell

users = env["res.users"].with_context(active_test=False).search([])
companies = env["res.company"].search([])
(users.partner_id | companies.partner_id).write({"lang": LANGUAGE, "tz": TIME_ZONE})
env["ir.default"].set("res.partner", "lang", LANGUAGE)
env["ir.default"].set("res.partner", "tz", TIME_ZONE)
language = env["res.lang"]._lang_get(LANGUAGE)
env["website"].search([]).write(
    {"language_ids": [(4, language.id)], "default_lang_id": language.id}
)
env.cr.commit()
