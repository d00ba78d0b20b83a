# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels

from ..tools.availability import to_datetime

# What a revision compares, in the document's order.
COMPARED_SECONDS = (
    "total_s",
    "up_s",
    "down_s",
    "excused_s",
    "no_data_s",
    "not_running_s",
    "removed_s",
    "outside_s",
    "some_users_s",
)
COMPARED_PERCENTAGES = ("adjusted_exact", "raw_exact", "best_exact", "worst_exact")


def _iso(moment):
    return moment and fields.Datetime.to_string(moment)


class BacgUptimeStatement(models.Model):
    """What a statement says beside its sums: outages, differences, method."""

    _inherit = "bacg.uptime.statement"

    @api.model
    def _content(self, instance, known):
        """Return the document's content as JSON values, moments in ISO form.

        :param known: :class:`Known` of the month
        """
        contract = known.contract.with_env(self.env)
        terms = contract._uptime_get_terms(to_datetime(known.measured.stop - 1))
        outages = known.outages.with_env(self.env)
        claims = known.claims.with_env(self.env)
        return {
            "outages": [self._get_outage_content(one) for one in outages],
            "differences": self._differences(outages, claims),
            "service_hours": instance.service_calendar_id.name or "",
            "some_users_count": terms["uptime_some_users"],
            "monitoring": self._monitoring(instance),
            "parameters": self._parameters(contract, terms)
            + self._get_check_parameters(instance),
        }

    def _get_outage_content(self, outage):
        """Return an outage as it stood: who saw it, what was said, what was decided."""
        return {
            "id": outage.id,
            "state": outage.state,
            "start": _iso(outage.start),
            "stop": _iso(outage.stop),
            "note": outage.note or "",
            "rejected": outage.reject_reason or "",
            "reviewed_by": outage.reviewed_by_id.name or "",
            "slices": [
                {
                    "start": _iso(part.start),
                    "stop": _iso(part.stop),
                    "cause": part.cause_id.display_name,
                    "effect": part.effect,
                    "scope": part.scope,
                    "evidence": part.evidence or "",
                    "author": part.author_id.name,
                }
                for part in outage.slice_ids.sorted("start")
            ],
            "observations": [
                {
                    "source": seen.source,
                    "start": _iso(seen.start),
                    "stop": _iso(seen.stop),
                    "evidence": seen.evidence or "",
                    "case": seen.ticket_id.number or "",
                }
                for seen in outage.observation_ids.sorted("start")
            ],
            "corrections": [
                {
                    "field": correction.field,
                    "old": _iso(correction.old_value),
                    "new": _iso(correction.new_value),
                    "reason": correction.reason,
                    "author": correction.author_id.name,
                    "at": _iso(correction.at),
                }
                for correction in outage.correction_ids.sorted("id")
            ],
        }

    def _differences(self, outages, claims):
        """Return where what the customer saw and what our monitor saw differ."""
        found = []
        for outage in outages:
            seen = outage.observation_ids.filtered(lambda row: row.source == "customer")
            if seen:
                found += self._get_outage_differences(outage, seen)
        for claim in claims:
            what = self.env._("You reported an outage that no monitor of ours saw")
            found.append(self._difference(what, claim, claim.start, False))
        return found

    def _get_outage_differences(self, outage, seen):
        """Return the differences between an outage and the customer's observations."""
        first = seen.sorted("start")[:1]
        if outage.state == "rejected":
            what = self.env._(
                "You reported an outage; ours was rejected: %s",
                outage.reject_reason or "–",
            )
            return [self._difference(what, first, first.start, outage.start)]
        found = []
        if first.start != outage.start:
            what = self.env._("Begin")
            found.append(self._difference(what, first, first.start, outage.start))
        last = max(filter(None, seen.mapped("stop")), default=False)
        if last and last != outage.stop:
            what = self.env._("End")
            found.append(self._difference(what, first, last, outage.stop))
        return found

    def _difference(self, what, seen, customer, monitor):
        return {
            "what": what,
            "case": seen.ticket_id.number or "",
            "customer": _iso(customer),
            "monitor": _iso(monitor),
        }

    def _monitoring(self, instance):
        """Return how the instance is watched, in sentences.

        Hook: each source says how it watches.
        """
        return [
            self.env._(
                "Our own checks and other monitors watch it from outside; each outage "
                "above names who saw it. The customer's own observation stands beside "
                "them."
            ),
            self.env._(
                "Time in which our monitor itself did not run, or failed with many "
                "unrelated addresses at once, is unknown, not up."
            ),
        ]

    # -------------------------------------------------------------------------
    # Parameters
    # -------------------------------------------------------------------------

    def _parameters(self, contract, terms):
        """Return the parameters of the method: label, value, where it was agreed.

        :param terms: the contract's in that month
        """
        names = [
            "uptime_target",
            "uptime_maintenance",
            "uptime_notice_hours",
            "uptime_maintenance_cap_hours",
            "uptime_minimum_outage_minutes",
            "uptime_partial_weight",
            "uptime_unknown_rule",
            "uptime_some_users",
        ]
        rows = [self._parameter(contract, terms, name) for name in names]
        rows.append(
            {
                "label": self.env._("Period and zone"),
                "value": self.env._("Calendar month, %s", terms["uptime_tz"]),
                "where": self._where(contract, bool(contract.uptime_tz)),
            }
        )
        rows.append(
            {
                "label": self.env._("Freeze"),
                "value": self.env._("The 3rd of the next month"),
                "where": self.env._("Method of BACG"),
            }
        )
        return rows

    def _parameter(self, contract, terms, name):
        field = contract._fields[name]
        value = terms[name]
        changed = value != (field.default(contract) if field.default else False)
        if field.type == "selection":
            shown = selection_labels(contract, name)[value]
        elif field.type == "boolean":
            shown = self.env._("Yes") if value else self.env._("No")
        elif name == "uptime_maintenance_cap_hours" and not value:
            shown = self.env._("No limit")
        else:
            shown = formatLang(self.env, value, digits=3).rstrip("0").rstrip(".,")
        return {
            "label": field._description_string(contract.env),
            "value": shown,
            "where": self._where(contract, changed, name),
        }

    def _get_check_parameters(self, instance):
        """Return how its login page is looked at, as parameters of the method."""
        where = self.env._("Method of BACG")
        # sudo: whoever reads a statement need not see checks
        checks = instance.sudo().check_ids.filtered(lambda one: one.kind == "login")
        needed = self.env["bacg.uptime.check"]._get_setting("confirmations")
        rows = []
        for check in checks:
            what = self.env._(
                "%(path)s shows “%(text)s” within %(seconds)s s",
                path=check.path,
                text=check.expected_text,
                seconds=check.timeout_seconds,
            )
            often = self.env._(
                "every %(minutes)s min; %(looks)s equal looks in a row are believed",
                minutes=check.interval_minutes,
                looks=needed,
            )
            rows += [
                {"label": self.env._("Login page"), "value": what, "where": where},
                {"label": self.env._("Looks"), "value": often, "where": where},
            ]
        return rows

    def _where(self, contract, changed, name=None):
        """Return where a parameter was agreed."""
        if changed:
            return self.env._("Contract %s", contract.reference or contract.name)
        if name == "uptime_target":
            agreement = contract.bound_agreement_id.display_name
            return self.env._("%s, clause 2.01", agreement)
        return self.env._("Method of BACG, where the agreement is silent")

    # -------------------------------------------------------------------------
    # Revisions
    # -------------------------------------------------------------------------

    @api.model
    def _changes(self, before, values):
        """Return which figures differ from the revision before: label, old, new."""
        changes = []
        for name in (*COMPARED_PERCENTAGES, *COMPARED_SECONDS):
            old, new = before[name] or False, values[name] or False
            if old == new:
                continue
            changes.append(
                {
                    "label": self._fields[name]._description_string(self.env),
                    "before": self._text_figure(name, old),
                    "after": self._text_figure(name, new),
                }
            )
        return changes

    @api.model
    def _month_domain(self, start, stop):
        """Return the domain of what overlaps a month, of rows with start and stop."""
        ends_later = Domain("stop", "=", False) | Domain("stop", ">", start)
        return Domain("start", "<", stop) & ends_later
