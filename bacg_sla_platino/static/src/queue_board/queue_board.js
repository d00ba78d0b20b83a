import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const SECOND = 1000;
const OPEN = [["closed", "=", false]];
const LATE = ["0_claimed", "2_late"];
const SOON = ["1_urgent", "3_hour"];

/** How the open cases stand now, by team and by agent; each count opens its cases. */
export class QueueBoard extends Component {
    static template = "bacg_sla_platino.QueueBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.display = { controlPanel: {} };
        this.state = useState({ parts: [] });
        onWillStart(async () => {
            const fields = await this.orm.call("helpdesk.ticket", "fields_get", [
                ["queue_section"],
                ["selection"],
            ]);
            this.sections = Object.fromEntries(fields.queue_section.selection);
            await this.load();
        });
        const loadSoon = useDebounced(() => this.load(), 2 * SECOND);
        this.bus.subscribe("bacg_sla_platino.queue", loadSoon);
        const timer = setInterval(loadSoon, 60 * SECOND);
        onWillUnmount(() => {
            this.bus.unsubscribe("bacg_sla_platino.queue", loadSoon);
            clearInterval(timer);
        });
    }

    async load() {
        const [byTeam, byUser] = await this.orm.silent.call(
            "helpdesk.ticket",
            "formatted_read_grouping_sets",
            [
                OPEN,
                [
                    ["team_id", "queue_section"],
                    ["user_id", "queue_section"],
                ],
                ["__count"],
            ]
        );
        this.state.parts = [
            { title: _t("By team"), rows: this.makeRows(byTeam, "team_id", _t("No team")) },
            { title: _t("By agent"), rows: this.makeRows(byUser, "user_id", _t("Nobody yet")) },
        ];
    }

    /**
     * @param {Object[]} groups as the server counts them
     * @param {string} field by which they are grouped first
     * @param {string} nobody name of the group without a value
     * @returns {Object[]} a row for each value, those with the most open cases first
     */
    makeRows(groups, field, nobody) {
        const rows = {};
        for (const group of groups) {
            const [id, name] = group[field] || [0, nobody];
            rows[id] ||= { id, name, total: 0, domain: [...OPEN, [field, "=", id || false]], counts: [] };
            rows[id].total += group.__count;
            rows[id].counts.push({
                key: group.queue_section,
                label: this.sections[group.queue_section],
                count: group.__count,
                domain: [...OPEN, ...group.__extra_domain],
            });
        }
        for (const row of Object.values(rows)) {
            row.counts.sort((one, other) => (one.key < other.key ? -1 : 1));
        }
        return Object.values(rows).sort((one, other) => other.total - one.total);
    }

    getClass(key) {
        if (LATE.includes(key)) {
            return "text-bg-danger";
        }
        return SOON.includes(key) ? "text-bg-warning" : "text-bg-light border";
    }

    open(name, domain) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "helpdesk.ticket",
            domain,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
        });
    }
}

registry.category("actions").add("bacg_queue_board", QueueBoard);
