import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { NavBar } from "@web/webclient/navbar/navbar";

/** Beside the name of a menu: how many records its list holds. */
export class MenuCount extends Component {
    static template = "bacg_sla_platino.MenuCount";
    static props = { menuId: Number };

    setup() {
        this.counts = useState(useService("bacg_menu_counts"));
    }

    get count() {
        return this.counts.byMenu[this.props.menuId];
    }

    get title() {
        return _t("%s in this list", this.count);
    }
}

Object.assign(NavBar.components, { MenuCount });
