import { Message } from "@mail/core/common/message";
import { patch } from "@web/core/utils/patch";
import { useState } from "@odoo/owl";

/** On a case, what a machine wrote is a line; what people wrote stands out. */
patch(Message.prototype, {
    setup() {
        super.setup();
        this.automaticMail = useState({ isOpen: false });
    },

    get isAutomaticMail() {
        const { thread, message_type } = this.message;
        return thread?.model === "helpdesk.ticket" && message_type === "auto_comment";
    },

    get isFoldedMail() {
        return this.isAutomaticMail && !this.automaticMail.isOpen;
    },

    get automaticMailText() {
        return this.message.subject || this.message.inlineBody;
    },

    toggleAutomaticMail() {
        this.automaticMail.isOpen = !this.automaticMail.isOpen;
    },
});
