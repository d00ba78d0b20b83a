import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const MINUTE = 60 * 1000;
const CASE = "helpdesk.ticket";

/** Who spoke last on a case, and when: "the customer, 5 min ago"; marked while unread. */
export class LastWord extends Component {
    static template = "bacg_sla_platino.LastWord";
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: Date.now() });
        const timer = setInterval(() => (this.clock.now = Date.now()), MINUTE);
        onWillUnmount(() => clearInterval(timer));
    }

    get moment() {
        return this.props.record.data[this.props.name];
    }

    get isUnread() {
        return this.props.record.data.is_unread;
    }

    get who() {
        return this.props.record.data.last_word_of === "us" ? _t("us") : _t("the customer");
    }

    get text() {
        const base = luxon.DateTime.fromMillis(this.clock.now);
        const ago = this.moment.toRelative({ base, style: "short" });
        return _t("%(who)s, %(ago)s", { who: this.who, ago });
    }

    get title() {
        const moment = toLocaleDateTimeString(this.moment);
        return this.isUnread ? _t("%s · you have not read it", moment) : moment;
    }
}

registry.category("fields").add("last_word", {
    component: LastWord,
    displayName: _t("Who spoke last"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        { name: "last_word_of", type: "selection" },
        { name: "is_unread", type: "boolean" },
    ],
    listViewWidth: 170,
});

/** Opening a case is reading it, and so is what arrives while it is open. */
patch(FormController.prototype, {
    setup() {
        super.setup();
        if (this.props.resModel !== CASE) {
            return;
        }
        useEffect(
            (id) => {
                if (id) {
                    this.markRead(id);
                }
            },
            () => [this.model.root?.resId, this.model.root?.data.last_word_at?.ts]
        );
    },

    async markRead(id) {
        if (await user.hasGroup("helpdesk_mgmt.group_helpdesk_user_own")) {
            try {
                await this.orm.silent.call(CASE, "action_mark_read", [[id]]);
            } catch {
                // It stays unread, which harms nobody.
            }
        }
    },
});
