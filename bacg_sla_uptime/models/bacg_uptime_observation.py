# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgUptimeObservation(models.Model):
    """What one source saw of an outage; the customer is one of them (SLA 2.03).

    Nobody edits it: times are corrected on the outage.
    """

    _name = "bacg.uptime.observation"
    _description = "Observation of an Outage"
    _order = "start, id"
    _rec_name = "source"

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="instance_id.company_id", store=True)
    outage_id = fields.Many2one(
        comodel_name="bacg.uptime.outage",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: what a customer saw, and no source of ours.",
    )
    source = fields.Selection(
        selection=[
            ("check", "Our checks"),
            ("feed", "Another monitor"),
            ("customer", "The customer"),
            ("hand", "Entered by hand"),
        ],
        required=True,
    )
    key = fields.Char(required=True, help="Which event of the source it is.")
    start = fields.Datetime(required=True)
    stop = fields.Datetime()
    is_stop_guessed = fields.Boolean(
        string="End never sent", help="An end that the source sends later replaces it."
    )
    monitor_id = fields.Many2one(
        comodel_name="bacg.uptime.source",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: nobody else's monitor.",
    )
    evidence = fields.Text()
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        index="btree_not_null",
        ondelete="set null",
    )

    _key_uniq = models.UniqueIndex("(instance_id, source, key)")

    @api.model
    def _take(self, observations):
        """Create or extend the rows of observations; see ``outage._observe``.

        :return: their rows
        """
        rows = self.search(
            [
                ("instance_id", "in", [o["instance_id"] for o in observations]),
                ("key", "in", [o["key"] for o in observations]),
            ]
        )
        known = {(row.instance_id.id, row.source, row.key): row for row in rows}
        taken = self.browse()
        for values in observations:
            key = (values["instance_id"], values["source"], values["key"])
            if key in known:
                known[key]._extend(
                    values["start"], values["stop"], values.get("is_stop_guessed")
                )
            else:
                known[key] = self.create(values)
            taken |= known[key]
        return taken

    def _extend(self, start, stop, guessed=False):
        """Take over an earlier begin and a later end; an end once seen stays.

        What was seen replaces what was guessed.
        """
        stops = {
            bool(is_guess): moment
            for moment, is_guess in ((stop, guessed), (self.stop, self.is_stop_guessed))
            if moment
        }
        if len(stops) == 1 and self.stop and stop:
            stops = {bool(guessed): max(self.stop, stop)}
        is_guess = False not in stops
        vals = {
            "start": min(self.start, start),
            "stop": stops.get(is_guess, False),
            "is_stop_guessed": is_guess and bool(stops),
        }
        if any(self[name] != value for name, value in vals.items()):
            self.write(vals)

    def _get_end(self, now):
        """Return until when (naive UTC) its source saw it.

        What a silent monitor told is not seen any more, though nobody told its end.
        """
        silent = self.monitor_id.silent_since
        return self.stop or max(self.start, min(now, silent or now))
