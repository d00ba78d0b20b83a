import { registry } from "@web/core/registry";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/** The kind of a case, chosen in its row without opening it; the suggestion as a question. */
export class SlaRowKind extends SelectionField {
    static template = "bacg_sla_platino.SlaRowKind";

    get suggestion() {
        const { suggested_category_id: kind } = this.props.record.data;
        return kind ? `${kind.display_name}?` : "…";
    }

    onPick({ target }) {
        this.onChange(target.value ? Number(target.value) : null);
        target.blur(); // The next key is a decision again.
    }
}

registry.category("fields").add("sla_row_kind", {
    ...selectionField,
    component: SlaRowKind,
    fieldDependencies: [
        { name: "suggested_category_id", type: "many2one", relation: "helpdesk.ticket.category" },
    ],
    extractProps: (info, dynamic) => ({
        ...selectionField.extractProps(info, dynamic),
        autosave: true,
        readonly: dynamic.readonly,
    }),
});
