import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The priorities with the document's criterion beside each: one click picks.
 * With the option "method", the click calls it on the record with the priority as
 * its argument; without, it sets the field.
 */
export class SlaPriorityPicker extends Component {
    static template = "bacg_sla_platino.SlaPriorityPicker";
    static props = { ...standardFieldProps, method: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
    }

    get choices() {
        return this.props.record.data.sla_priority_choices || [];
    }

    buttonClass(choice) {
        const { record, name, method } = this.props;
        if (!method && record.data[name] === choice.priority) {
            return "btn-primary";
        }
        return choice.priority === "3" ? "btn-danger" : "btn-secondary";
    }

    async pick(choice) {
        const { record, name, method } = this.props;
        if (!method) {
            await record.update({ [name]: choice.priority });
            return;
        }
        if (await record.save()) {
            const ids = [record.resId];
            await this.orm.call(record.resModel, method, [ids, choice.priority]);
            await record.load();
        }
    }
}

registry.category("fields").add("sla_priority_picker", {
    component: SlaPriorityPicker,
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ method: options.method }),
    fieldDependencies: [{ name: "sla_priority_choices", type: "json" }],
    isEmpty: () => false,
});
