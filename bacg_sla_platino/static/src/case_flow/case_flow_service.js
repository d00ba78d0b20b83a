import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

export const CASE = "helpdesk.ticket";
export const LIST = "bacg_sla_platino.helpdesk_ticket_action_queue";
// A click so soon after another case has opened was meant for the one before.
const DOUBLE_CLICK = 700;
// What was passed over so long ago may be offered again.
const PASSED = 10 * 60 * 1000;

/** The agent's way from one case to the next, and where he stands. */
export class CaseFlow {
    constructor({ action, notification, orm }) {
        Object.assign(this, { action, notification, orm });
        /** The model of the form in which a case stands open, if one does. */
        this.model = undefined;
        /** When each case was passed over, by id. */
        this.passed = new Map();
        this.isBusy = false;
        this.openedAt = 0;
        const swallow = (ev) => {
            // A key, which clicks by the page's own hand, was meant for this case.
            if (this.isTooSoon && ev.isTrusted) {
                ev.stopPropagation();
                ev.preventDefault();
            }
        };
        for (const type of ["click", "dblclick"]) {
            window.addEventListener(type, swallow, { capture: true });
        }
    }

    /** The record of that case, as it is now: the model makes a new one as it loads. */
    get record() {
        return this.model?.root;
    }

    get isTooSoon() {
        return Date.now() - this.openedAt < DOUBLE_CLICK;
    }

    /**
     * Where the agent wants to be after an answer.
     *
     * @param {"stay"|"next"|"list"} [after] what a macro says; else his own choice
     * @param {Object[]} breadcrumbs of the view in which he stands
     */
    async goOn(after, breadcrumbs = []) {
        const where = after || user.settings.case_after_send;
        if (where === "next") {
            await this.next();
        } else if (where === "list") {
            const list = breadcrumbs.at(-2)?.jsId;
            await (list ? this.action.restore(list) : this.action.doAction(LIST));
            this.openedAt = Date.now();
        }
    }

    /** Open what breaches next, as the server sees it now. */
    async next() {
        if (this.isBusy || this.isTooSoon) {
            return;
        }
        this.isBusy = true;
        try {
            if (!this.record || (await this.record.save())) {
                await this.openNext();
            }
        } finally {
            this.isBusy = false;
        }
    }

    async openNext() {
        const here = this.record?.resId ? [this.record.resId] : [];
        const now = Date.now();
        const passed = [...this.passed].filter(([, moment]) => now - moment < PASSED);
        this.passed = new Map([...passed, ...here.map((id) => [id, now])]);
        let id = await this.askNext([...this.passed.keys()]);
        if (!id && this.passed.size > here.length) {
            // Once round: what was passed over still waits.
            this.passed = new Map(here.map((id) => [id, now]));
            id = await this.askNext(here);
        }
        if (!id) {
            this.notification.add(_t("No other case in your queue waits for you."), {
                type: "info",
            });
            return;
        }
        if (this.record) {
            // As the pager does: the list that he came from stays behind it.
            const { model } = this.record;
            const { resIds } = model.config;
            await model.load({ resId: id, resIds: [...new Set([...resIds, id])] });
            this.openedAt = Date.now();
        } else {
            await this.open(id);
        }
    }

    async open(id) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: CASE,
            res_id: id,
            views: [[false, "form"]],
        });
        this.openedAt = Date.now();
    }

    askNext(passed) {
        return this.orm.call(CASE, "action_reply_next", [passed]);
    }
}

registry.category("services").add("case_flow", {
    dependencies: ["action", "notification", "orm"],
    start: (env, services) => new CaseFlow(services),
});
