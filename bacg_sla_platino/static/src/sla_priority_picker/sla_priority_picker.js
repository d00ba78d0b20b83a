import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The priorities in one row: one click picks. The document's criterion of the one that
 * is pointed at, or has the focus, stands below; a telephone, which cannot point, has
 * all of them behind one touch.
 * With the option "method", the click calls it on the record with the priority as
 * its argument; without, it sets the field.
 */
export class SlaPriorityPicker extends Component {
    static template = "bacg_sla_platino.SlaPriorityPicker";
    static props = { ...standardFieldProps, method: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ priority: null });
    }

    get choices() {
        return this.props.record.data.sla_priority_choices || [];
    }

    get isPicked() {
        return !this.props.method && this.props.record.data[this.props.name];
    }

    /** The choice whose criterion is read, if any. */
    get shown() {
        const priority = this.state.priority ?? this.isPicked;
        return this.choices.find((choice) => choice.priority === priority);
    }

    buttonClass(choice) {
        if (this.isPicked === choice.priority) {
            return "btn-primary";
        }
        return choice.priority === "3" ? "btn-danger" : "btn-secondary";
    }

    show(choice) {
        this.state.priority = choice ? choice.priority : null;
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
