import { markup, toRaw, useEffect } from "@odoo/owl";
import { Composer } from "@mail/core/common/composer";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { isHtmlEmpty } from "@web/core/utils/html";
import { patch } from "@web/core/utils/patch";

const REFUSAL = "AnsweredMeanwhile";
// The newest message on the case when its agent began to write, by composer.
const seenMessages = new WeakMap();

patch(Composer.prototype, {
    setup() {
        super.setup();
        useEffect(
            (isEmpty, newest) => {
                const composer = toRaw(this.props.composer);
                if (isEmpty) {
                    seenMessages.delete(composer);
                } else if (newest && !seenMessages.has(composer)) {
                    seenMessages.set(composer, newest);
                }
            },
            () => [
                isHtmlEmpty(this.props.composer.composerHtml),
                this.thread?.newestPersistentMessage?.id,
            ]
        );
    },

    get seenMessage() {
        const isCase = this.thread?.model === "helpdesk.ticket";
        return isCase ? seenMessages.get(toRaw(this.props.composer)) : undefined;
    },

    get extraData() {
        const seen = this.seenMessage;
        return seen ? { ...super.extraData, seen_message_id: seen } : super.extraData;
    },

    get fullComposerAdditionalContext() {
        const seen = this.seenMessage;
        const context = super.fullComposerAdditionalContext;
        return seen ? { ...context, default_seen_message_id: seen } : context;
    },

    async sendMessage() {
        try {
            return await super.sendMessage();
        } catch (error) {
            if (!error.exceptionName?.endsWith(`.${REFUSAL}`)) {
                throw error;
            }
            this.state.active = true;
            this.askToSendAnyway(error.data.context);
        }
    },

    /** Send what was refused before. */
    sendAgain() {
        return this.sendMessage();
    },

    /** The colleague's answer, and the choice: the text stays where it was written. */
    askToSendAnyway({ id, author, text }) {
        this.thread.fetchNewMessages();
        this.env.services.dialog.add(ConfirmationDialog, {
            title: _t("%s has answered meanwhile", author),
            body: markup`<blockquote class="o_answered_meanwhile border-start ps-3">${text}</blockquote>`,
            confirmLabel: _t("Send anyway"),
            confirm: () => {
                seenMessages.set(toRaw(this.props.composer), id);
                this.sendAgain();
            },
            cancelLabel: _t("Back to my text"),
            cancel: () => {},
        });
    },
});
