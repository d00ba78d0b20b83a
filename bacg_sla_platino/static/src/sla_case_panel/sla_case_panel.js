import { Component, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { SlaCountdown } from "../sla_countdown/sla_countdown";

/** Beside a case: the customer's other cases, contract, hours and what else he has. */
export class SlaCasePanel extends Component {
    static template = "bacg_sla_platino.SlaCasePanel";
    static components = { SlaCountdown };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ sections: [] });
        useEffect(
            (partnerId, caseId) => {
                this.load(partnerId, caseId);
            },
            () => [this.partnerId, this.props.record.resId || false]
        );
    }

    get partnerId() {
        return this.props.record.data.partner_id?.id || false;
    }

    async load(partnerId, caseId) {
        const loading = partnerId
            ? this.orm.call("helpdesk.ticket", "get_case_panel", [partnerId, caseId])
            : Promise.resolve([]);
        this.state.sections = await this.keepLast.add(loading);
    }

    /** What the countdown reads of a case, made of a line. */
    deadline(row) {
        return { data: { deadline: deserializeDateTime(row.deadline) } };
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    openAll({ text, model, domain }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: text,
            res_model: model,
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

registry.category("view_widgets").add("sla_case_panel", {
    component: SlaCasePanel,
    fieldDependencies: [{ name: "partner_id", type: "many2one" }],
});
