# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels
from odoo.addons.bacg_sla_platino.models.common.zones import zone_name

from .bacg_localization_rollout_steps import SOURCES

TONES = {
    "protected": "success",
    "window_left": "info",
    "last_window": "warning",
    "no_window": "danger",
    "exposed": "danger",
}
OFFERED = 10


class BacgLocalizationRollout(models.Model):
    """A rollout as the customer's cards, pages and mails say it."""

    _inherit = "bacg.localization.rollout"

    def _portal_path(self):
        return f"/my/rollouts/{self.id}"

    def _portal_url(self):
        return f"{self.get_base_url()}{self._portal_path()}"

    def _portal_tone(self):
        if self.state == "installed":
            return "success"
        return TONES.get(self.exposure, "secondary")

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_sentence(self):
        """Return what the customer wants to know first: what is to do, until when."""
        if self.release_id.state != "ready":
            return self.env._("We withdrew this release: do not install it.")
        parts = [self._portal_state_sentence(), self._portal_exposure_sentence()]
        return " ".join(filter(None, parts))

    def _portal_state_sentence(self):
        env = self.env
        if self.state == "installed":
            return env._(
                "Installed on %(when)s, version %(version)s.",
                when=self._format_time(self.installed_at),
                version=self.installed_version,
            )
        if self.window_start and self.window_stop <= fields.Datetime.now():
            return env._(
                "Your window was %s: say whether it is installed.",
                self._format_time(self.window_start),
            )
        if self.window_start:
            return env._("You chose %s.", self._format_time(self.window_start))
        if self.state == "deferred":
            return env._("You deferred it: %s", self.deferral_reason)
        if self.state in ("failed", "rolled_back"):
            return env._("It did not stay: choose another window when it suits you.")
        return env._("Choose when you install it: nothing is installed by itself.")

    def _portal_exposure_sentence(self):
        """Return how he stands towards the law; nothing where no day is known."""
        env = self.env
        if not self.exposure or self.exposure == "protected":
            return ""
        day = format_date(env, self.binding_date)
        if self.exposure == "exposed":
            return env._("It binds since %s and is not installed.", day)
        if self.exposure == "no_window":
            return env._("It binds on %s, and none of your windows is before it.", day)
        last = self._format_time(self.last_safe_start)
        if self.exposure == "last_window":
            return env._(
                "It binds on %(day)s: your last window before it is %(window)s.",
                day=day,
                window=last,
            )
        return env._(
            "It binds on %(day)s: %(count)s of your windows are left, the last one is "
            "%(window)s.",
            day=day,
            count=self.safe_count,
            window=last,
        )

    def _portal_clocks(self):
        """Return both clocks in words: neither answers for the other."""
        return [self._portal_our_clock(), self._portal_his_clock()]

    def _portal_our_clock(self):
        """Return BACG's clock: ready before it binds, or not (SLA 3.02)."""
        env, release = self.env, self.release_id
        if not release.ready_date:
            return env._("BACG: nothing is ready.")
        ready = format_date(env, release.ready_date)
        verdict = release.change_ids._judge_worst(fields.Datetime.now())
        if verdict == "met_late":
            return env._("BACG: ready on %s, late.", ready)
        if verdict == "overdue":
            return env._("BACG: overdue, what stands does not comply with the law yet.")
        if verdict == "running":
            return env._("BACG: what completes it is still to come.")
        if self.binding_date:
            return env._("BACG: ready on %s, in time.", ready)
        return env._("BACG: ready on %s; it has no day yet.", ready)

    def _portal_his_clock(self):
        """Return the customer's own clock (SLA 3.03)."""
        env = self.env
        if self.outcome == "kept":
            return env._("You: installed before it bound, in time.")
        if self.outcome == "excused":
            return env._("You: not yours to answer for, it reached you too late.")
        if self.outcome == "late":
            if self.risk_accepted_by_id:
                return env._(
                    "You: late by your own choice, which %(name)s took on %(day)s.",
                    name=self.risk_accepted_by_id.name,
                    day=format_date(env, self.risk_accepted_at),
                )
            return env._("You: late, though it was ready.")
        return (
            env._("You: not installed yet.")
            if self.state != "installed"
            else (env._("You: installed."))
        )

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        env = self.env
        labels = selection_labels(self, "environment")
        return [
            (env._("Country"), self.localization_id.name),
            (env._("Environment"), labels[self.environment]),
            (env._("Mandatory from"), self._portal_binding()),
            (env._("Ready since"), format_date(env, self.release_id.ready_date) or "–"),
        ]

    def _portal_binding(self):
        """Return the day that binds him, and how well it is known: no fact unread."""
        if not self.binding_date:
            return self.env._("no day yet")
        day = format_date(self.env, self.binding_date)
        change = self._get_binding_change()
        if change.verification_state == "official_text":
            return day
        labels = selection_labels(change, "verification_state")
        return f"{day} ({labels[change.verification_state].lower()})"

    def _portal_acts(self):
        """Return which acts are open to the customer now."""
        if self.release_id.state != "ready":
            return set()
        return {kind for kind, states in SOURCES.items() if self.state in states}

    def _portal_windows(self):
        """Return the windows that he can choose: stamp, text, whether it is safe."""
        window = self._get_window()
        if not window:
            return []
        after = max(fields.Datetime.now(), self.release_id.ready_at)
        return [
            (
                fields.Datetime.to_string(start),
                window._format_window(start, stop),
                not self.binds_at or stop <= self.binds_at,
            )
            for start, stop in window._get_next(OFFERED, after)
        ]

    def _portal_history(self):
        """Return what happened: when, what, whose word, and what was said of it."""
        labels = selection_labels(self.act_ids, "kind")
        return [
            (
                self._format_time(act.noted_at),
                labels[act.kind],
                act.partner_id.name if act.way != "ours" else self.company_id.name,
                act._get_text(),
            )
            for act in self.act_ids
        ]

    def _get_zone_name(self):
        return zone_name(self.env, self.tz)
