import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useState,
} from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { CASE } from "./case_flow_service";

const MINUTE = 60 * 1000;

/** On the form of a case: the button to the next one, and who else has this one open. */
export class CaseNext extends Component {
    static template = "bacg_sla_platino.CaseNext";
    static props = { ...standardWidgetProps };

    setup() {
        this.flow = useService("case_flow");
        this.orm = useService("orm");
        this.state = useState({ colleagues: [] });
        const { model } = this.props.record;
        onMounted(() => (this.flow.model = model));
        useEffect(
            (id) => {
                this.state.colleagues = [];
                if (!id) {
                    return;
                }
                this.tell(id);
                const timer = setInterval(() => this.tell(id), MINUTE);
                return () => clearInterval(timer);
            },
            () => [this.props.record.resId]
        );
        useExternalListener(document, "visibilitychange", () => {
            if (this.props.record.resId) {
                this.tell(this.props.record.resId);
            }
        });
        onWillUnmount(() => {
            // The next form may stand already.
            if (this.flow.model === model) {
                this.flow.model = undefined;
            }
        });
    }

    /** Tell the server that this case is being looked at; a window behind is not. */
    async tell(id) {
        if (document.hidden) {
            return;
        }
        const colleagues = await this.askColleagues(id);
        if (id === this.props.record.resId) {
            this.state.colleagues = colleagues;
        }
    }

    async askColleagues(id) {
        try {
            return await this.orm.silent.call(CASE, "action_reply_present", [[id]]);
        } catch {
            // A hint only: who may not write on the case, or is offline, goes without.
            return [];
        }
    }
}

registry.category("view_widgets").add("case_next", {
    component: CaseNext,
    fieldDependencies: [
        { name: "sla_was_late", type: "boolean" },
        { name: "late_reason", type: "selection" },
    ],
});
