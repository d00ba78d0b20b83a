import { Component, onWillUnmount, useState } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SECOND = 1000;
const TICK = SECOND;

/**
 * Tell in words how far a moment is: "2 d 3 h", "45 min", "12 s".
 *
 * @param {number} milliseconds, 0 or more
 * @returns {string}
 */
export function formatDistance(milliseconds) {
    const seconds = Math.floor(milliseconds / SECOND);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (days) {
        return _t("%(days)s d %(hours)s h", { days, hours: hours % 24 });
    }
    if (hours) {
        return _t("%(hours)s h %(minutes)s min", { hours, minutes: minutes % 60 });
    }
    if (minutes >= 10) {
        return _t("%(minutes)s min", { minutes });
    }
    if (minutes) {
        return _t("%(minutes)s min %(seconds)s s", { minutes, seconds: seconds % 60 });
    }
    return _t("%(seconds)s s", { seconds });
}

/**
 * Tell the same as short as a list needs it: "2 d 3 h", "2 h 08", "45 min", "12 s".
 *
 * @param {number} milliseconds, 0 or more
 * @returns {string}
 */
export function formatShortDistance(milliseconds) {
    const minutes = Math.floor(milliseconds / SECOND / 60);
    const hours = Math.floor(minutes / 60);
    if (!minutes || hours >= 24) {
        return formatDistance(milliseconds);
    }
    if (hours) {
        const rest = String(minutes % 60).padStart(2, "0");
        return _t("%(hours)s h %(rest)s", { hours, rest });
    }
    return _t("%(minutes)s min", { minutes });
}

/**
 * A deadline that counts down by itself, in the zone of the user. It compares
 * instants: view expressions would compare local time with UTC.
 */
export class SlaCountdown extends Component {
    static template = "bacg_sla_platino.SlaCountdown";
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: Date.now() });
        const timer = setInterval(() => (this.clock.now = Date.now()), TICK);
        onWillUnmount(() => clearInterval(timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get state() {
        const { sla_state, state, warned_at } = this.props.record.data;
        return sla_state || (warned_at && state === "running" ? "at_risk" : state);
    }

    get milliseconds() {
        return this.deadline.toMillis() - this.clock.now;
    }

    get isLate() {
        return this.milliseconds < 0;
    }

    /** An outage is claimed and nobody has said yet what it is. */
    get isClaimed() {
        return this.props.record.data.outage_scope === "claimed";
    }

    get icon() {
        if (this.isClaimed) {
            return "fa-bolt";
        }
        return this.isLate ? "fa-exclamation-circle" : "fa-clock-o";
    }

    get text() {
        const distance = formatShortDistance(Math.abs(this.milliseconds));
        return this.isLate ? `−${distance}` : distance;
    }

    /** The whole of it, for who points at it. */
    get title() {
        const distance = formatDistance(Math.abs(this.milliseconds));
        const left = this.isLate ? _t("late by %s", distance) : _t("%s left", distance);
        const moment = toLocaleDateTimeString(this.deadline, { showSeconds: true });
        const title = `${left} · ${moment}`;
        return this.isClaimed ? _t("URGENTE, to be checked · %s", title) : title;
    }

    get colorClass() {
        if (this.isLate || this.isClaimed) {
            return "text-danger fw-bold";
        }
        const soon = this.state === "at_risk" || this.milliseconds < 10 * 60 * SECOND;
        return soon ? "text-warning fw-bold" : "text-success";
    }

    /** A clock without a deadline: what to say instead. */
    get idleText() {
        const texts = {
            paused: _t("paused"),
            done: _t("in time"),
            done_late: _t("was late"),
        };
        return texts[this.state] || "";
    }
}

export const slaCountdown = {
    component: SlaCountdown,
    displayName: _t("SLA countdown"),
    supportedTypes: ["datetime"],
    fieldDependencies: [],
    // Enough for the longest text: a list never cuts it, whatever its subjects are.
    listViewWidth: 105,
    isEmpty: () => false,
};

registry.category("fields").add("sla_countdown", slaCountdown);
