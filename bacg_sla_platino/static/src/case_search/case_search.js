import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { CASE } from "../case_flow/case_flow_service";

const AGENT = "helpdesk_mgmt.group_helpdesk_user_own";
// Of a number nobody types the letters and zeros before it.
const NUMBER = /^\s*(?:[a-z]+)?0*(\d+)\s*$/i;

registry.category("command_categories").add("cases", {}, { sequence: 5 });

/** Ctrl+K: a case by its number, and the next one. */
registry.category("command_provider").add("cases", {
    async provide(env, { searchValue = "" }) {
        if (!(await user.hasGroup(AGENT))) {
            return [];
        }
        const next = {
            name: _t("Next case"),
            category: "cases",
            action: () => env.services.case_flow.next(),
        };
        const [, digits] = NUMBER.exec(searchValue) || [];
        if (!digits) {
            return [next];
        }
        const cases = await env.services.orm.silent.searchRead(
            CASE,
            [["number", "=ilike", `%${digits}`]],
            ["number", "name"],
            // The number itself comes before the longer ones that end like it.
            { order: "number", limit: 8, context: { active_test: false } }
        );
        return cases.map(({ id, number, name }) => ({
            // Core keeps only what contains the typed text, in its order.
            name: `${number} ${name}`,
            category: "cases",
            action: () => env.services.case_flow.open(id),
        }));
    },
});
