import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { watchQueue } from "../queue_watch/queue_watch";

const OPEN = [["closed", "=", false]];
const LATE = [["is_late_now", "=", true]];
const PARTS = ["team_id", "user_id"];

/** How the open cases stand now, by team and by agent; each count opens its cases. */
export class QueueBoard extends Component {
    static template = "bacg_sla_platino.QueueBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
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
        const watch = watchQueue(useService("bus_service"), () => this.load());
        onWillUnmount(watch.stop);
    }

    async load() {
        const [sections, late] = await Promise.all([
            this.count(OPEN, PARTS.map((field) => [field, "queue_section"])),
            this.count([...OPEN, ...LATE], PARTS.map((field) => [field])),
        ]);
        const names = [
            [_t("By team"), _t("No team")],
            [_t("By agent"), _t("Nobody yet")],
        ];
        this.state.parts = PARTS.map((field, part) => ({
            title: names[part][0],
            rows: this.makeRows(field, names[part][1], sections[part], late[part]),
        }));
    }

    count(domain, groupings) {
        const method = "formatted_read_grouping_sets";
        return this.orm.silent.call("helpdesk.ticket", method, [domain, groupings, ["__count"]]);
    }

    /**
     * @param {string} field by which cases are grouped first
     * @param {string} nobody name of the group without a value
     * @param {Object[]} sections open cases by that field and their section
     * @param {Object[]} late those of them that are late, by that field
     * @returns {Object[]} a row for each value, those with the most open cases first
     */
    makeRows(field, nobody, sections, late) {
        const rows = {};
        for (const group of sections) {
            const [id, name] = group[field] || [0, nobody];
            const domain = [...OPEN, [field, "=", id || false]];
            rows[id] ||= { id, name, total: 0, domain, counts: [] };
            rows[id].total += group.__count;
            rows[id].counts.push({
                key: group.queue_section,
                label: this.sections[group.queue_section],
                count: group.__count,
                domain: [...OPEN, ...group.__extra_domain],
            });
        }
        for (const group of late) {
            const row = rows[group[field] ? group[field][0] : 0];
            row?.counts.push({
                key: "",
                label: _t("are late"),
                isLate: true,
                count: group.__count,
                domain: [...row.domain, ...LATE],
            });
        }
        for (const row of Object.values(rows)) {
            row.counts.sort((one, other) => (one.key < other.key ? -1 : 1));
        }
        return Object.values(rows).sort((one, other) => other.total - one.total);
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
