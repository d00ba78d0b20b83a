import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The subject of a case and, under it, the beginning of the mail or what was decided. */
export class SlaSubject extends Component {
    static template = "bacg_sla_platino.SlaSubject";
    static props = { ...standardFieldProps };
}

registry.category("fields").add("sla_subject", {
    component: SlaSubject,
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "excerpt", type: "char" },
        { name: "triage_text", type: "char" },
    ],
});
