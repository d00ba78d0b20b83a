import { patch } from "@web/core/utils/patch";
import { FormCompiler } from "@web/views/form/form_compiler";
import { StatusBarButtons } from "@web/views/form/status_bar_buttons/status_bar_buttons";

/** Of a form's header, the buttons of this class stand in one drop-down behind the others. */
const MORE = "o_header_more";

patch(FormCompiler.prototype, {
    compileHeader(el, params) {
        const header = super.compileHeader(el, params);
        const [buttons] = header.getElementsByTagName("StatusBarButtons");
        for (const slot of buttons.children) {
            const classes = slot.firstElementChild?.getAttribute("className") || "";
            if (classes.includes(MORE)) {
                slot.setAttribute("more", "true");
            }
        }
        return header;
    },
});

patch(StatusBarButtons.prototype, {
    get visibleSlotNames() {
        // On a small screen core itself leaves one button beside its drop-down.
        const names = super.visibleSlotNames;
        return this.env.isSmall ? names : names.filter((name) => !this.props.slots[name].more);
    },

    get moreSlotNames() {
        return super.visibleSlotNames.filter((name) => this.props.slots[name].more);
    },
});
