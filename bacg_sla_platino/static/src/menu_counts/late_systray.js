import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const LATE_MENU = "bacg_sla_platino.helpdesk_ticket_late_menu";

/** On every screen: how many cases are late now, and the way to them. */
export class LateSystray extends Component {
    static template = "bacg_sla_platino.LateSystray";
    static props = {};

    setup() {
        this.counts = useState(useService("bacg_menu_counts"));
        this.menuService = useService("menu");
        this.menu = this.menuService.getAll().find(({ xmlid }) => xmlid === LATE_MENU);
    }

    get count() {
        return this.menu && this.counts.byMenu[this.menu.id];
    }

    get title() {
        return this.count === 1 ? _t("1 case is late") : _t("%s cases are late", this.count);
    }

    open() {
        this.menuService.selectMenu(this.menu);
    }
}

registry
    .category("systray")
    .add("bacg_sla_platino.LateSystray", { Component: LateSystray }, { sequence: 30 });
