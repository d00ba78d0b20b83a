import { Component, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { formatDistance, SlaCountdown } from "../sla_countdown/sla_countdown";

const MINUTE = 60 * 1000;

const BADGES = {
    late: "text-bg-danger",
    kept_late: "text-bg-danger",
    at_risk: "text-bg-warning",
    running: "text-bg-info",
    kept: "text-bg-success",
};

/** The clocks of a case, one line each: promise, standing, what is left, until when. */
export class SlaClocks extends Component {
    static template = "bacg_sla_platino.SlaClocks";
    static components = { SlaCountdown };
    static props = { ...standardFieldProps };

    setup() {
        // The clocks whose table of slices is open, by id in the database: it stays open
        // as the case loads anew.
        this.opened = useState({});
        // Not “clock”: so the template calls each row, and its names hide ours.
        this.time = useState({ now: Date.now() });
        const timer = setInterval(() => (this.time.now = Date.now()), MINUTE);
        onWillUnmount(() => clearInterval(timer));
    }

    get clocks() {
        const { records } = this.props.record.data[this.props.name];
        // The voided breach of a refuted claim is kept in sight, though it counts not.
        return records.filter(
            ({ data }) =>
                data.state !== "cancelled" ||
                (data.voided && data.cancel_reason === "refuted")
        );
    }

    label(record, name) {
        const { selection } = record.fields[name];
        return Object.fromEntries(selection)[record.data[name]];
    }

    badge(record) {
        return BADGES[record.data.standing] || "text-bg-secondary";
    }

    isVoided(record) {
        return record.data.standing === "voided";
    }

    isOpen(record) {
        return ["running", "paused"].includes(record.data.state);
    }

    /** The bar under a clock: each slice as wide as its time, with its reason. */
    slices(record) {
        const parts = record.data.explanation || [];
        const total = parts.reduce((sum, part) => sum + part.minutes, 0);
        return parts.map((part, index) => ({
            key: index,
            kind: part.kind,
            style: `width: ${(100 * part.minutes) / (total || 1)}%`,
            title: this.sliceTitle(part),
        }));
    }

    /** Where "now" stands in the bar, in percent of its time; null once it is over. */
    nowAt(record) {
        const parts = record.data.explanation || [];
        if (!parts.length || !this.isOpen(record)) {
            return null;
        }
        const start = deserializeDateTime(parts[0].start).toMillis();
        const stop = deserializeDateTime(parts.at(-1).stop).toMillis();
        const passed = (100 * (this.time.now - start)) / (stop - start || 1);
        return Math.min(Math.max(passed, 0), 100);
    }

    summary(record) {
        return record.data.explanation_summary || { text: "", rows: [] };
    }

    /** Open or close its table; its figures are of the moment at which it opens. */
    async toggle({ resId }) {
        this.opened[resId] = !this.opened[resId];
        const { record } = this.props;
        if (this.opened[resId] && !(await record.isDirty())) {
            await record.load();
        }
    }

    sliceTitle(part) {
        const start = this.date(deserializeDateTime(part.start));
        const stop = this.date(deserializeDateTime(part.stop));
        const lines = [part.label, `${start} – ${stop}`, formatDistance(part.minutes * MINUTE)];
        return [...lines, part.author].filter(Boolean).join("\n");
    }

    date(moment) {
        return toLocaleDateTimeString(moment);
    }
}

registry.category("fields").add("sla_clocks", {
    component: SlaClocks,
    supportedTypes: ["one2many"],
    useSubView: true,
    isEmpty: () => false,
});
