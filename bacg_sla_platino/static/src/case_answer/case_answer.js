import "../answered_meanwhile/answered_meanwhile";
import { onMounted, toRaw, useState } from "@odoo/owl";
// Before ours: it replaces what ours goes on from.
import "@mail/chatter/web/chatter_patch";
import { Chatter } from "@mail/chatter/web_portal/chatter";
import { Composer } from "@mail/core/common/composer";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { CASE } from "../case_flow/case_flow_service";
import { getKey, isBusy, isStanding, moveKept, takeDraft, whileSending } from "./case_drafts";
import { CaseLateReason } from "./case_late_reason";

patch(Chatter.prototype, {
    /** Core's composer goes on from message to note; on a case each begins anew. */
    get composerKey() {
        const { threadId, threadModel } = this.props;
        return threadModel === CASE ? `${threadId},${this.state.composerType}` : threadId;
    },

    /** What is sent or uploaded from a note must not end in a message, nor the reverse. */
    toggleComposer(mode = false) {
        const composer = toRaw(this.state.thread?.composer);
        const isCase = this.props.threadModel === CASE;
        if (isCase && mode && composer && !isStanding(composer, mode) && isBusy(composer)) {
            this.env.services.notification.add(
                _t("A file or an answer is still on its way. Wait for it, then go on."),
                { type: "warning" }
            );
            return;
        }
        return super.toggleComposer(...arguments);
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
            isApplying: false,
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
        const { record } = this.flow;
        if (this.caseState.isApplying) {
            return;
        }
        this.caseState.isApplying = true;
        try {
            if (record && !(await record.save())) {
                return;
            }
            await this.orm.call(CASE, "action_reply_apply", [[this.thread.id], id]);
            this.caseState.macro = undefined;
            await record?.load();
        } finally {
            this.caseState.isApplying = false;
        }
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
        return this.sendWith({ then });
    },

    async sendWith(act) {
        this.caseThen = act;
        try {
            await this.sendMessage();
        } finally {
            this.caseThen = undefined;
        }
    },

    /** Whether it must be said first why the case is late; the server requires it. */
    get isLateReasonMissing() {
        const { macro } = this.caseState;
        const resolves = macro ? macro.resolves : this.caseThen?.then === "resolve";
        const { sla_was_late, late_reason } = this.flow.record?.data || {};
        return resolves && sla_was_late && !late_reason && !this.caseThen?.late_reason;
    },

    askLateReason() {
        const act = this.caseThen;
        this.env.services.dialog.add(CaseLateReason, {
            choices: this.flow.record.fields.late_reason.selection,
            choose: (late_reason) => this.sendWith({ ...act, late_reason }),
        });
    },

    async sendMessage() {
        if (!this.isCaseAnswer) {
            return super.sendMessage();
        }
        if (this.isLateReasonMissing && this.canProcessMessage) {
            return this.askLateReason();
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

    processMessage() {
        if (!this.isCase) {
            return super.processMessage(...arguments);
        }
        const composer = toRaw(this.props.composer);
        return whileSending(composer, () => super.processMessage(...arguments));
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
});
