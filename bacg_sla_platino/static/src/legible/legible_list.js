import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { ListRenderer } from "@web/views/list/list_renderer";

/** A box of a row, or of all of them, that a screen reader can name. */
class SelectionBox extends CheckBox {
    static template = "bacg_sla_platino.SelectionBox";

    /** Boxes of columns have their words beside them. */
    get label() {
        return this.props.slots ? undefined : _t("Select");
    }
}

/** A list whose boxes and button without words have them for screen readers. */
export class LegibleListRenderer extends ListRenderer {
    static template = "bacg_sla_platino.LegibleList";
    static components = { ...ListRenderer.components, CheckBox: SelectionBox };
}
