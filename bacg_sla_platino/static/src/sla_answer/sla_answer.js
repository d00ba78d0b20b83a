import { Component, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Where the thread stands below the case: the answer is one click, or thumb, away. */
export class SlaAnswer extends Component {
    static template = "bacg_sla_platino.SlaAnswer";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
        this.store = useService("mail.store");
    }

    /** Until it is known, core's own button takes no click, and one on ours were lost. */
    get canAnswer() {
        const { resId, resModel } = this.props.record;
        return this.store.Thread.insert({ id: resId, model: resModel }).canPostMessage;
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
