"""A customer with more of everything than a page has room for."""

from datetime import date, timedelta

from tests.helpers import make_case, make_customer, make_user, reference

CASES = 40
SUBJECT = "No cuadra el libro de ventas de octubre " * 15  # 600 characters
NAME = "María José del Carmen Estrada Xicará de la Cruz y Monterroso Aycinena Batres I"
DOMAIN = "multitud.com.gt"


class Crowd:
    """A contact with every right, his cases, and what else has a page.

    ``login`` (his password, too), ``case`` (the one with the long subject), ``pages``
    (all that he sees in the portal).
    """

    login = "portal_multitud"

    def __init__(self, admin):
        self.admin = admin
        self.company = make_customer(admin, NAME, DOMAIN)
        self.partner = self._make_contact()
        cases = [
            make_case(admin, f"Caso {number}", self.partner)
            for number in range(CASES - 1)
        ]
        self.case = make_case(admin, SUBJECT, self.partner)
        self.pages = (
            "/my",
            "/my/tickets",
            "/my/tickets?page=2",
            f"/my/ticket/{self.case}",
            f"/my/ticket/{self.case}/sessions",
            "/new/ticket",
            "/my/hours",
            f"/my/hours/{self._propose_hours()}",
            "/my/developments",
            f"/my/developments/{self._make_development(cases[0])}",
            "/my/approvals",
            f"/my/approvals/{self._ask_approval()}",
            "/my/sla-statements",
            f"/my/service/{self.contract}",
            "/my/apps",
            "/my/migrations",
            "/my/interfaces",
            "/my/localizations",
            "/my/rollouts",
            f"/my/rollouts/{self._propose_release()}",
            "/my/maintenance-windows",
            "/my/maintenance-windows/production",
            f"/my/localization-requests/{self._ask_localization()}",
            "/my/availability",
            f"/my/availability/{self._make_instance()}",
            "/my/availability/statements",
            "/my/maintenance",
        )

    def _make_contact(self):
        address = f"{self.login}@{DOMAIN}"
        values = {"name": NAME, "email": address, "lang": "es_419"}
        user = make_user(self.admin, self.login, "base.group_portal", **values)
        [row] = self.admin.call("res.users", "read", [user], ["partner_id"])
        partner = row["partner_id"][0]
        self.admin.call("res.partner", "write", [partner], {"parent_id": self.company})
        domain = [("partner_id", "=", self.company)]
        self.contract = self.admin.call("bacg.sla.contract", "search", domain)[0]
        people = [[6, 0, [partner]]]
        rights = ("contact_ids", "hours_approver_ids", "approver_ids")
        values = dict.fromkeys(rights, people)
        self.admin.call("bacg.sla.contract", "write", [self.contract], values)
        return partner

    def _propose_hours(self):
        values = {"ticket_id": self.case, "hours": 2, "text": SUBJECT}
        wizard = self.admin.call("bacg.hours.propose", "create", [values])
        return self.admin.call("bacg.hours.propose", "action_confirm", wizard)["res_id"]

    def _make_development(self, case):
        values = {
            "name": NAME,
            "technical_name": "sale_route_discount",
            "partner_id": self.company,
            "series": "17.0",
            "version": "17.0.1.2.0",
            "delivered_on": "2025-03-03",
            "state": "accepted",
        }
        development = self.admin.call("bacg.development", "create", [values])[0]
        values = {"development_id": development}
        self.admin.call("helpdesk.ticket", "write", [case], values)
        return development

    def _make_instance(self):
        self.admin.call("bacg.sla.contract", "write", [self.contract], {"hosted": True})
        values = {
            "name": NAME,
            "contract_id": self.contract,
            "url": f"https://erp.{DOMAIN}",
        }
        return self.admin.call("bacg.hosted.instance", "create", [values])[0]

    def _ask_approval(self):
        columns = ["agreement_id"]
        [contract] = self.admin.call(
            "bacg.sla.contract", "read", [self.contract], columns
        )
        values = {
            "contract_id": self.contract,
            "agreement_id": contract["agreement_id"][0],
            "note": SUBJECT,
        }
        model = "bacg.sla.contract.acceptance"
        acceptance = self.admin.call(model, "create", [values])
        self.admin.call(model, "action_ask_approval", acceptance)
        domain = [("contract_id", "=", self.contract), ("party", "=", "customer")]
        return self.admin.call("bacg.approval", "search", domain)[0]

    def _propose_release(self):
        """Propose a release with a long name to him; return its rollout."""
        country = reference(self.admin, "bacg_localization_registry.localization_gt")
        acquired = {"contract_id": self.contract, "localization_id": country}
        self.admin.call("bacg.localization.acquired", "create", [acquired])
        window = {"partner_id": self.company, "tz": "America/Guatemala"}
        self.admin.call("bacg.maintenance.window", "create", [window])
        today = date.today()
        change = {
            "name": SUBJECT,
            "localization_id": country,
            "publication_date": str(today),
            "mandatory_from": str(today + timedelta(days=60)),
        }
        changes = self.admin.call("bacg.legal.change", "create", [change])
        release = {
            "name": SUBJECT,
            "localization_id": country,
            "change_ids": [[6, 0, changes]],
            "release_kind": "document",
            "test_needed": False,
            "test_note": "Nada que probar",
        }
        model = "bacg.compliance.release"
        releases = self.admin.call(model, "create", [release])
        self.admin.call(model, "action_ready", releases)
        self.admin.call(model, "action_propose", releases)
        domain = [("partner_id", "=", self.company)]
        return self.admin.call("bacg.localization.rollout", "search", domain)[0]

    def _ask_localization(self):
        values = {
            "kind": "special",
            "name": SUBJECT,
            "description": SUBJECT,
            "partner_id": self.company,
            "contact_id": self.partner,
        }
        return self.admin.call("bacg.localization.request", "create", [values])[0]
