import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Before a late case is resolved: why it is late, in one click. */
export class CaseLateReason extends Component {
    static template = "bacg_sla_platino.CaseLateReason";
    static components = { Dialog };
    static props = { choices: Array, choose: Function, close: Function };

    choose(reason) {
        this.props.close();
        this.props.choose(reason);
    }
}
