import { onMounted, onWillUnmount, useExternalListener, useState, useSubEnv } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useCommand } from "@web/core/commands/command_hook";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { listView } from "@web/views/list/list_view";
import { LegibleListRenderer } from "../legible/legible_list";
import { makeQueueController, SlaQueueModel } from "../sla_queue/sla_queue";

const SETTING = "single_keys";

/** What one key decides: the button of the row, or of all selected rows, that it clicks. */
function makeDecisions() {
    return [
        { key: "4", button: "action_classify_4", name: _t("Priority 4") },
        { key: "3", button: "action_classify_3", name: _t("Priority 3") },
        { key: "2", button: "action_classify_2", name: _t("Priority 2") },
        { key: "1", button: "action_classify_1", name: _t("Priority 1") },
        { key: "d", button: "action_triage_duplicate", name: _t("Duplicate of…") },
        { key: "x", button: "action_triage_foreign", name: _t("Not for us") },
        { key: "a", button: "action_triage_ask", name: _t("Ask the customer") },
        { key: "s", button: "action_triage_spam", name: _t("Spam") },
        { key: "c", button: "action_take_suggestion", name: _t("Take the suggested kind") },
        { key: "u", button: "action_undo_triage", name: _t("Undo") },
    ];
}

export class SlaTriageController extends makeQueueController(listView.Controller) {
    static template = "bacg_sla_platino.SlaTriageList";

    setup() {
        super.setup();
        this.decisions = makeDecisions();
        this.index = 0;
        this.cursor = useState({ id: false });
        this.keys = useState({ on: user.settings[SETTING] !== false });
        useSubEnv({ slaCursor: this.cursor });
        // In a drop-down keys choose.
        const isAvailable = (target) => this.keys.on && target.tagName !== "SELECT";
        for (const { key, button, name } of this.decisions) {
            useCommand(name, () => this.press(button), {
                category: "smart_action",
                hotkey: key,
                hotkeyOptions: { isAvailable },
            });
        }
        const moves = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };
        for (const [key, step] of Object.entries(moves)) {
            useHotkey(key, () => this.move(step), { allowRepeat: true, isAvailable });
        }
        useHotkey("enter", () => this.open(), {
            // A button that has the focus is what Enter means.
            isAvailable: (target) => this.keys.on && target === document.body,
        });
        useExternalListener(window, "pointermove", ({ target }) => this.pointAt(target));
        const onKept = () => this.leaveDecided();
        onMounted(() => this.model.bus.addEventListener("ROW_KEPT", onKept));
        onWillUnmount(() => this.model.bus.removeEventListener("ROW_KEPT", onKept));
    }

    get records() {
        return this.model.root.records;
    }

    /** The record that a key decides on: the one that is marked. */
    get record() {
        const index = this.records.findIndex(({ resId }) => resId === this.cursor.id);
        if (index >= 0) {
            this.index = index;
        }
        return this.records[index];
    }

    /** Mark a row: the one that moved up where the marked one stood, else the first. */
    mark() {
        const last = this.records.length - 1;
        this.cursor.id = this.records[Math.min(this.index, last)]?.resId;
        this.row?.scrollIntoView({ block: "nearest" });
    }

    get row() {
        const id = this.record?.id;
        return id && this.rootRef.el.querySelector(`tr.o_data_row[data-id="${id}"]`);
    }

    pointAt(target) {
        const id = target.closest?.("tr.o_data_row")?.dataset.id;
        const record = id && this.records.find((one) => one.id === id);
        if (record && record.resId !== this.cursor.id) {
            this.cursor.id = record.resId;
        }
    }

    move(step) {
        if (!this.record) {
            return this.mark();
        }
        const record = this.records[Math.max(0, this.index + step)];
        if (record) {
            this.cursor.id = record.resId;
            this.row?.scrollIntoView({ block: "nearest" });
        }
    }

    /** What was decided stays for a moment; the next key is for the next row. */
    leaveDecided() {
        const index = this.records.indexOf(this.record);
        const isDecided = ({ data }) => data.can_undo_triage;
        if (index >= 0 && isDecided(this.records[index])) {
            this.undoable = this.records[index].resId;
            const next = this.records.slice(index).find((record) => !isDecided(record));
            this.cursor.id = (next || this.records[index]).resId;
        }
    }

    press(button) {
        const { selection } = this.model.root;
        if (button === "action_undo_triage" && !selection.length) {
            const isThere = this.records.some(({ resId }) => resId === this.undoable);
            this.cursor.id = isThere ? this.undoable : this.cursor.id;
            this.undoable = undefined;
        }
        if (!selection.length && !this.record) {
            // Nobody sees on which row it would decide: the next press does.
            return this.mark();
        }
        const place = selection.length
            ? this.rootRef.el.querySelector(".o_control_panel")
            : this.row;
        place?.querySelector(`button[name="${button}"]`)?.click();
    }

    open() {
        return this.record ? this.openRecord(this.record) : this.mark();
    }

    async toggleKeys() {
        this.keys.on = !this.keys.on;
        await user.setUserSettings(SETTING, this.keys.on);
    }
}

export class SlaTriageRenderer extends LegibleListRenderer {
    setup() {
        super.setup();
        this.slaCursor = useState(this.env.slaCursor);
    }

    getRowClass(record) {
        const name = super.getRowClass(record);
        return record.resId === this.slaCursor.id ? `${name} o_sla_cursor` : name;
    }
}

registry.category("views").add("sla_triage", {
    ...listView,
    Model: SlaQueueModel,
    Controller: SlaTriageController,
    Renderer: SlaTriageRenderer,
});

/**
 * Have a decision carried out once its time to undo is over, and offer that for many
 * cases; a single one offers it in its row. Without this browser a scheduled action does.
 */
registry.category("actions").add("bacg_triage_decided", async (env, { params }) => {
    const { action, notification, orm } = env.services;
    const { ids, is_held, message, seconds } = params;
    if (is_held) {
        const settle = () => orm.silent.call("helpdesk.ticket", "action_settle_triage", []);
        browser.setTimeout(settle, (seconds + 1) * 1000);
    }
    if (message) {
        const close = notification.add(message, {
            type: "info",
            autocloseDelay: seconds * 1000,
            buttons: [
                {
                    name: _t("Undo"),
                    primary: true,
                    onClick: async () => {
                        close();
                        const undo = ["helpdesk.ticket", "action_undo_triage", [ids]];
                        const left = await orm.call(...undo);
                        if (left) {
                            await action.doAction(left);
                        }
                        await action.doAction("soft_reload");
                    },
                },
            ],
        });
    }
    return { type: "ir.actions.act_window_close" };
});
