import { reactive } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { watchQueue } from "../queue_watch/queue_watch";

// So long after they were read, counts need not be read again for another screen.
const FRESH = 5 * 1000;

/** How many records stand behind each menu, by the id of the menu; always fresh. */
export const menuCountsService = {
    dependencies: ["bus_service", "orm"],
    async start(env, { bus_service, orm }) {
        const counts = reactive({ byMenu: {} });
        if (!(await user.hasGroup("helpdesk_mgmt.group_helpdesk_user_own"))) {
            return counts;
        }
        let readAt;
        const read = async () => {
            readAt = Date.now();
            try {
                counts.byMenu = await orm.silent.call("ir.ui.menu", "get_record_counts");
            } catch {
                // No count is better than one that may be wrong.
                counts.byMenu = {};
            }
        };
        const { readSoon } = watchQueue(bus_service, read);
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => {
            if (Date.now() - readAt > FRESH) {
                readSoon();
            }
        });
        read();
        return counts;
    },
};

registry.category("services").add("bacg_menu_counts", menuCountsService);
