import { Component, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Where the thread stands below the case: the answer is one click, or thumb, away. */
export class SlaAnswer extends Component {
    static template = "bacg_sla_platino.SlaAnswer";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
    }

    answer() {
        const send = this.root.el
            .closest(".o_form_renderer")
            .querySelector(".o-mail-Chatter-sendMessage");
        send.click();
        send.scrollIntoView({ block: "start" });
    }
}

registry.category("view_widgets").add("sla_answer", { component: SlaAnswer });
