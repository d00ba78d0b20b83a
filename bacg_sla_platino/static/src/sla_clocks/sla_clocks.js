import { Component } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { SlaCountdown } from "../sla_countdown/sla_countdown";

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

    get clocks() {
        const { records } = this.props.record.data[this.props.name];
        return records.filter((record) => record.data.state !== "cancelled");
    }

    label(record, name) {
        const { selection } = record.fields[name];
        return Object.fromEntries(selection)[record.data[name]];
    }

    badge(record) {
        return BADGES[record.data.standing] || "text-bg-secondary";
    }

    isOpen(record) {
        return ["running", "paused"].includes(record.data.state);
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
