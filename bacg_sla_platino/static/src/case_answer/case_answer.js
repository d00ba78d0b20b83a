import "../answered_meanwhile/answered_meanwhile";
import { onMounted, toRaw, useState } from "@odoo/owl";
import { Chatter } from "@mail/chatter/web_portal/chatter";
import { Composer } from "@mail/core/common/composer";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { CASE } from "../case_flow/case_flow_service";
import { getKey, isStanding, moveKept, takeDraft } from "./case_drafts";
import { CaseLateReason } from "./case_late_reason";

patch(Chatter.prototype, {
    /** Core's composer goes on from message to note; on a case each begins anew. */
    get composerKey() {
        const { threadId, threadModel } = this.props;
        return threadModel === CASE ? `${threadId},${this.state.composerType}` : threadId;
    },
});

patch(Composer.prototype, {
    setup() {
        this.isCase = Boolean(
            this.env.inChatter && !this.props.composer.message && this.thread?.model === CASE
        );
        this.isCaseAnswer = this.isCase && this.props.type === "message";
        if (this.isCase) {
            takeDraft(toRaw(this.props.composer), this.props.type);
        }
        super.setup();
        if (this.isCaseAnswer) {
            this.setupCaseAnswer();
        }
    },

    setupCaseAnswer() {
        this.orm = useService("orm");
        this.flow = useService("case_flow");
        this.caseState = useState({
            macro: undefined,
            macros: [],
            /** Undefined until they are known: nobody is told that it reaches none. */
            followers: undefined,
            after: user.settings.case_after_send || "stay",
        });
        /** What happens to the case with the answer that is being sent. */
        this.caseThen = undefined;
        onMounted(async () => {
            const ids = [this.thread.id];
            const [followers, macros] = await Promise.all([
                this.orm.call(CASE, "action_reply_reach", [ids]),
                this.orm.call(CASE, "action_reply_macros", [ids]),
            ]);
            Object.assign(this.caseState, { followers, macros });
        });
    },

    // -- Whom it reaches ---------------------------------------------------

    get caseRecipients() {
        const { suggestedRecipients, additionalRecipients } = this.thread;
        const named = [...suggestedRecipients, ...additionalRecipients];
        const people = new Map();
        for (const person of [...named, ...this.caseState.followers]) {
            const key = person.partner_id || person.email;
            people.set(key, { ...people.get(key), ...person });
        }
        return [...people.values()];
    },

    get caseReach() {
        const label = ({ name, email }) => (email && email !== name ? `${name} <${email}>` : name);
        return {
            customers: this.caseRecipients.filter(({ ours }) => !ours).map(label),
            colleagues: this.caseRecipients.filter(({ ours }) => ours).map(({ name }) => name),
        };
    },

    // -- Drafts ------------------------------------------------------------

    saveContent() {
        if (!this.isCase) {
            return super.saveContent();
        }
        const composer = toRaw(this.props.composer);
        // The other type's text may stand in it by now.
        if (isStanding(composer, this.props.type)) {
            super.saveContent();
            moveKept(composer.localId, getKey(composer, this.props.type));
        }
    },

    restoreContent() {
        if (!this.isCase) {
            return super.restoreContent();
        }
        const composer = toRaw(this.props.composer);
        const key = getKey(composer, this.props.type);
        moveKept(key, composer.localId);
        super.restoreContent();
        moveKept(composer.localId, key);
    },

    clear() {
        super.clear();
        if (this.isCase) {
            const composer = toRaw(this.props.composer);
            browser.localStorage.removeItem(getKey(composer, this.props.type));
        }
    },

    // -- Macros ------------------------------------------------------------

    /** Show what a macro will do; its text is written into the answer, to be changed. */
    chooseMacro(macro) {
        const { composer } = this.props;
        this.caseState.macro = macro;
        if (macro.text) {
            const written = composer.composerText.trim();
            composer.composerText = written ? `${composer.composerText}\n${macro.text}` : macro.text;
        }
        composer.autofocus++;
    },

    dropMacro() {
        this.caseState.macro = undefined;
    },

    async applyMacro() {
        const { id, after } = this.caseState.macro;
        await this.orm.call(CASE, "action_reply_apply", [[this.thread.id], id]);
        this.caseState.macro = undefined;
        await this.afterCaseAnswer(after);
    },

    get isMacroAlone() {
        return this.caseState.macro && !this.caseState.macro.text && this.isSendButtonDisabled;
    },

    async chooseAfterSend(after) {
        this.caseState.after = after;
        await user.setUserSettings("case_after_send", after);
    },

    // -- Sending -----------------------------------------------------------

    get extraData() {
        const act = this.isCaseAnswer && {
            macro_id: this.caseState.macro?.id,
            ...this.caseThen,
        };
        return act && Object.values(act).some(Boolean)
            ? { ...super.extraData, case_act: act }
            : super.extraData;
    },

    /**
     * Send the answer and move the case in the same act.
     *
     * @param {"wait"|"resolve"} then
     */
    sendCase(then) {
        return this.withLateReason(then === "resolve", (late_reason) =>
            this.sendWith({ then, late_reason })
        );
    },

    async sendWith(act) {
        this.caseThen = act;
        try {
            await this.sendMessage();
        } finally {
            this.caseThen = undefined;
        }
    },

    /** Ask why a late case is late before it is resolved; the server requires it. */
    withLateReason(resolves, send) {
        const record = this.flow.record;
        if (!resolves || !record?.data.sla_was_late || record.data.late_reason) {
            return send();
        }
        this.env.services.dialog.add(CaseLateReason, {
            choices: record.fields.late_reason.selection,
            choose: send,
        });
    },

    async sendMessage() {
        if (!this.isCaseAnswer) {
            return super.sendMessage();
        }
        this.isCaseAnswered = false;
        const after = this.caseState.macro?.after;
        try {
            await super.sendMessage();
        } catch (error) {
            // Core would leave the text locked.
            this.state.active = true;
            throw error;
        }
        if (this.isCaseAnswered) {
            await this.afterCaseAnswer(after);
        }
    },

    async _sendMessage() {
        const message = await super._sendMessage(...arguments);
        this.isCaseAnswered = true;
        return message;
    },

    askToSendAnyway() {
        this.refusedThen = this.caseThen;
        super.askToSendAnyway(...arguments);
    },

    sendAgain() {
        return this.isCaseAnswer ? this.sendWith(this.refusedThen) : super.sendAgain();
    },

    afterCaseAnswer(after) {
        return this.flow.goOn(after, this.env.config?.breadcrumbs);
    },

    get caseAfterChoices() {
        return [
            ["stay", _t("Stay on the case")],
            ["next", _t("Open the next case")],
            ["list", _t("Go back to the list")],
        ];
    },

    onClickSend() {
        const macro = this.isCaseAnswer && this.caseState.macro;
        if (!macro) {
            return this.sendMessage();
        }
        return this.withLateReason(macro.resolves, (late_reason) => this.sendWith({ late_reason }));
    },
});
