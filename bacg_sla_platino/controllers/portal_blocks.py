# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

from ..models.common.zones import zone_name

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"
TONES = ("success", "warning", "danger", "secondary", "info", "primary")


class PortalBlocks(Controller):
    """The blocks of the portal's pages, for who builds the next page."""

    @route("/bacg/portal/blocks", type="http", auth="user", website=True)
    def portal_blocks(self, **_kw):
        """Show every block with sample data, a long title among them."""
        if not request.env.user.has_group(ADMINISTRATOR):
            raise NotFound()
        values = {
            "page_name": "blocks",
            "zone": zone_name(request.env, "America/Guatemala"),
            "samples": [self._sample(index, tone) for index, tone in enumerate(TONES)],
        }
        return request.render("bacg_sla_platino.portal_blocks", values)

    def _sample(self, index, tone):
        return {
            "tone": tone,
            "number": f"HT{index:05}",
            "title": "No cuadra el libro de ventas " * (1 if index else 20),
            "state": "En progreso",
            "sentence": "Le respondemos a más tardar hoy a las 21:21.",
            "facts": [
                ("Prioridad", "2 (normal)"),
                ("Reportado", "lun 23 nov 2026, 07:04"),
            ],
        }
