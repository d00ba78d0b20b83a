import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const SECOND = 1000;
// Screens do not all ask in the same instant.
const SPREAD = 1.5 * SECOND;
// Between two calls, however much changes.
const REST = 3 * SECOND;
// Deadlines pass by themselves.
const TURN = 60 * SECOND;

/** How many records stand behind each menu, by the id of the menu; always fresh. */
export const menuCountsService = {
    dependencies: ["bus_service", "orm"],
    async start(env, { bus_service, orm }) {
        const counts = reactive({ byMenu: {} });
        if (!(await user.hasGroup("helpdesk_mgmt.group_helpdesk_user_own"))) {
            return counts;
        }
        let timer, isReading, isAskedAgain;
        let readAt = 0;
        const read = async () => {
            timer = undefined;
            if (isReading) {
                isAskedAgain = true;
                return;
            }
            isReading = true;
            try {
                counts.byMenu = await orm.silent.call("ir.ui.menu", "get_record_counts");
            } catch {
                // No count is better than one that may be wrong.
                counts.byMenu = {};
            }
            isReading = false;
            readAt = Date.now();
            if (isAskedAgain) {
                isAskedAgain = false;
                readSoon();
            }
        };
        const readSoon = () => {
            if (!timer && document.visibilityState === "visible") {
                const rest = Math.max(0, readAt + REST - Date.now());
                timer = browser.setTimeout(read, rest + Math.random() * SPREAD);
            }
        };
        bus_service.subscribe("bacg_sla_platino.queue", readSoon);
        document.addEventListener("visibilitychange", readSoon);
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", readSoon);
        browser.setInterval(readSoon, TURN);
        read();
        return counts;
    },
};

registry.category("services").add("bacg_menu_counts", menuCountsService);
