import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const CLOCKS = "bacg_sla_platino.bacg_sla_report_action_clocks";
const CASES = "bacg_sla_platino.helpdesk_ticket_action_overview";
const HOURS = "bacg_sla_platino.bacg_hours_entry_action_cost";

/** The manager's month: what was kept, for whom and why not. */
export class OverviewMonth extends Component {
    static template = "bacg_sla_platino.OverviewMonth";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, isLoading: false });
        this.keepLast = new KeepLast();
        // Who comes back from a list finds the month that he left.
        useSetupAction({ getLocalState: () => ({ month: this.state.data.month }) });
        onWillStart(() => this.load(this.props.state?.month));
    }

    async load(day) {
        this.state.isLoading = true;
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("bacg.sla.overview", "get_month", [day || false])
            );
        } finally {
            this.state.isLoading = false;
        }
    }

    openClocks({ title, domain }) {
        return this.openList(CLOCKS, title, domain);
    }

    openLate({ title, domain }) {
        return this.openList(CLOCKS, title, [...domain, this.state.data.late_leaf]);
    }

    /** Of all customers, one group each. */
    openCustomers({ title, domain }) {
        return this.openList(CLOCKS, title, domain, { group_by: ["partner_id"] });
    }

    openCases({ title, domain }) {
        return this.openList(CASES, title, domain);
    }

    openHours({ title, domain }) {
        return this.openList(HOURS, title, domain);
    }

    /** The domain says all: the list opens with no filter of its own beside it. */
    async openList(xmlId, name, domain, context = {}) {
        const action = await this.action.loadAction(xmlId);
        return this.action.doAction({ ...action, name, domain, context });
    }

    openCase(ticketId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "helpdesk.ticket",
            res_id: ticketId,
            views: [[false, "form"]],
        });
    }

    /** The statement of the month; while it runs, a preview. */
    async openStatement(customer) {
        const { month } = this.state.data;
        const action = await this.orm.call(
            "bacg.sla.contract",
            "action_statement_preview",
            [customer.contract_id, month]
        );
        return this.action.doAction(action);
    }
}

registry.category("actions").add("bacg_sla_platino.overview_month", OverviewMonth);
