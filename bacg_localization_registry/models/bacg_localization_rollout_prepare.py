# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.bacg_sla_platino.tools.series import is_series, sort_key

SECOND = timedelta(seconds=1)


class BacgLocalizationRollout(models.Model):
    """What each act of the customer needs.

    A ``_prepare_…`` returns the values of the rollout; what is missing in those of the
    act is filled in.
    """

    _inherit = "bacg.localization.rollout"

    def _prepare_chosen(self, partner, values):
        """A window of the customer's own that is still to come: ``window_start``."""
        start, stop = self._find_window(values.get("window_start"))
        values.update(window_start=start, window_stop=stop)
        if self.binds_at and stop > self.binds_at:
            self._check_risk(
                values,
                self.env._(
                    "This window ends after it binds. Choose an earlier one, or accept "
                    "the risk by your name."
                ),
            )
        else:
            values["accepts_risk"] = False
        return {
            "window_start": start,
            "window_stop": stop,
            "deferral_reason": False,
            **self._prepare_risk(partner, values),
        }

    def _find_window(self, start):
        """Return the customer's window that begins at a moment.

        :raises UserError: with the next possible one, if it is past or not his
        """
        window = self._get_window()
        if not window:
            raise UserError(
                self.env._(
                    "Choose first when you maintain this environment, in “Maintenance "
                    "windows”."
                )
            )
        if not start:
            raise UserError(self.env._("Window: choose one of those that are offered."))
        earliest = max(fields.Datetime.now(), self.sudo().release_id.ready_at)
        windows = window._get_windows()
        if start > earliest:
            found = windows.next_after(start - SECOND)
            if found and found[0] == start:
                return found
            problem = self.env._("This is none of your windows.")
        else:
            problem = self.env._("This window is over, or began too early for it.")
        following = windows.next_after(earliest)
        if not following:
            raise UserError(
                self.env._("%s You have no window to come: change it first.", problem)
            )
        raise UserError(
            self.env._(
                "%(problem)s The next possible one is %(window)s.",
                problem=problem,
                window=window._format_window(*following),
            )
        )

    def _prepare_deferred(self, partner, values):
        """A ``reason``, and ``accepts_risk`` where it binds."""
        values["reason"] = self._get_text(
            values, "reason", self.env._("Reason: say why it is deferred.")
        )
        if self.binding_date:
            self._check_risk(
                values,
                self.env._(
                    "Accept the risk: deferred, it may not be installed before it "
                    "binds, and nobody else installs it for you."
                ),
            )
        return {
            "deferral_reason": values["reason"],
            "window_start": False,
            "window_stop": False,
            **self._prepare_risk(partner, values),
        }

    def _prepare_tested(self, _partner, values):
        """What was tested, as ``evidence``."""
        self._get_text(
            values, "evidence", self.env._("Evidence: say what was tested, and where.")
        )
        return {}

    def _prepare_installed(self, _partner, values):
        """A ``version``, the ``evidence`` or a ``file``, and ``happened_at``."""
        values["version"] = self._get_text(
            values, "version", self.env._("Version: write down what is installed now.")
        )
        self._check_version(values["version"])
        if not values.get("file"):
            self._get_text(
                values,
                "evidence",
                self.env._(
                    "Evidence: say by what it is seen, as the number of a document "
                    "issued with it, or add a file."
                ),
            )
        release = self.sudo().release_id
        moment = values.get("happened_at") or fields.Datetime.now()
        if not release.ready_at <= moment <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Installed on: choose a moment between %s, when the release was "
                    "ready, and now.",
                    self._format_time(release.ready_at),
                )
            )
        values["happened_at"] = moment
        return {"installed_at": moment, "installed_version": values["version"]}

    def _check_version(self, version):
        lines = self.sudo().release_id.line_ids
        series = ".".join(version.split(".")[:2])
        same = lines.filtered(lambda one: one.version.startswith(f"{series}."))
        if not is_series(series) or (lines and not same):
            raise self._refuse_version(version, lines)
        if same and sort_key(version) < min(sort_key(one.version) for one in same):
            raise self._refuse_version(version, same)

    def _refuse_version(self, version, lines):
        return UserError(
            self.env._(
                "Version: “%(version)s” is not what this release delivers: "
                "%(delivered)s, or a later one.",
                version=version,
                delivered=", ".join(
                    f"{one.technical_name} {one.version}" for one in lines
                )
                or "19.0.1.0.0",
            )
        )

    def _prepare_failed(self, _partner, values):
        """What happened, as ``reason``."""
        values["reason"] = self._get_text(
            values, "reason", self.env._("Reason: say what failed.")
        )
        return self._prepare_not_installed()

    def _prepare_rolled_back(self, _partner, values):
        """What happened, as ``reason``."""
        values["reason"] = self._get_text(
            values, "reason", self.env._("Reason: say why it was rolled back.")
        )
        return self._prepare_not_installed()

    def _prepare_taken_back(self, _partner, values):
        """It never was installed: why it was noted, as ``reason``."""
        values["reason"] = self._get_text(
            values, "reason", self.env._("Reason: say why it was noted by mistake.")
        )
        return {**self._prepare_not_installed(), "state": "proposed"}

    def _prepare_not_installed(self):
        return {
            "installed_at": False,
            "installed_version": False,
            "window_start": False,
            "window_stop": False,
        }

    def _get_text(self, values, name, refusal):
        text = (values.get(name) or "").strip()
        if not text:
            raise UserError(refusal)
        return text

    def _check_risk(self, values, refusal):
        if not values.get("accepts_risk"):
            raise UserError(refusal)

    def _prepare_risk(self, partner, values):
        if not values.get("accepts_risk"):
            return {"risk_accepted_by_id": False, "risk_accepted_at": False}
        return {
            "risk_accepted_by_id": partner.id,
            "risk_accepted_at": fields.Datetime.now(),
        }
