# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# What a view or a program outside may say; all other keys of ours are the code's.
OPEN_KEYS = frozenset(
    {
        "sla_from_now",
        "sla_priority",
        "sla_progress",
        "sla_reason",
        "sla_resolve",
        "sla_session_step",
        "sla_wait_reason",
    }
)


class Base(models.AbstractModel):
    """Keys of the context that move clocks are set by code, never by a call."""

    _inherit = "base"

    def with_context(self, ctx=None, /, **overrides):
        """Drop our own keys from a whole context that brings them along.

        Remote calls give theirs whole; code adds ours one by one, and a whole one that
        it makes of the present one brings nothing new.
        """
        if ctx:
            present = self.env.context
            foreign = [
                key
                for key in ctx
                if key.startswith("sla_")
                and key not in OPEN_KEYS
                and present.get(key) is not ctx[key]
            ]
            if foreign:
                ctx = {key: value for key, value in ctx.items() if key not in foreign}
        return super().with_context(ctx, **overrides)
