# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class ContactSignup(AuthSignupHome):
    """No page tells a stranger whether an address is known."""

    def get_auth_signup_qcontext(self):
        qcontext = super().get_auth_signup_qcontext()
        if not qcontext.get("token") or qcontext.get("invalid_token"):
            # Core sends a known address to the login page and an unknown one not.
            qcontext.pop("signup_email", None)
        return qcontext

    def _prepare_signup_values(self, qcontext):
        values = super()._prepare_signup_values(qcontext)
        # Core would use up the invitation before it refuses the password.
        # sudo: whoever has the invitation has no account yet
        users = request.env["res.users"].sudo()
        users._check_password_policy([values["password"]])
        return values

    @http.route()
    def web_auth_reset_password(self, *args, **kw):
        response = super().web_auth_reset_password(*args, **kw)
        qcontext = getattr(response, "qcontext", None) or {}
        if qcontext.get("message") and not qcontext.get("token"):
            qcontext["message"] = request.env._(
                "If this address has an account, the instructions are on their way."
            )
        return response
