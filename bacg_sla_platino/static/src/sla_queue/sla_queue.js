import { onMounted, onWillUnmount, useExternalListener, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { LegibleListRenderer } from "../legible/legible_list";

const SECOND = 1000;
// How long a row that was acted on stays, and how long the pointer must have rested.
const STAY = 12 * SECOND;
const REST = 2 * SECOND;
// A click so soon after a row has changed or moved was meant for what stood there before.
const DOUBLE_CLICK = 0.7 * SECOND;

export class SlaQueueModel extends RelationalModel {
    /** After a button of a row, read that row alone: the others stay where they are. */
    async load(params) {
        const row = this.root?.records.find(({ resId }) => resId === this.actedOn);
        this.actedOn = undefined;
        if (params || !row) {
            return super.load(params);
        }
        await row.load();
        this.bus.trigger("ROW_KEPT");
    }
}

// What the server says when cases have changed, whoever changed them.
const CHANGED = "bacg_sla_platino.queue";

/**
 * A queue that its rows leave as they are dealt with. A row stays for a moment, with its
 * way back, so that a second click hits neither the next row nor the case itself. What
 * others do to cases shows by itself, once the pointer rests.
 *
 * @param {class} Controller of a list or of cards
 * @returns {class}
 */
export function makeQueueController(Controller) {
    return class SlaQueueController extends Controller {
        setup() {
            super.setup();
            this.changedAt = 0;
            this.movedAt = 0;
            const { onClickViewButton } = this.env;
            useSubEnv({
                onClickViewButton: async (params) => {
                    if (this.isTooSoon) {
                        return;
                    }
                    this.isActing = true;
                    this.model.actedOn = params.getResParams().resId;
                    try {
                        return await onClickViewButton(params);
                    } finally {
                        this.isActing = false;
                    }
                },
            });
            const keep = () => {
                this.changedAt = Date.now();
                this.renewSoon(STAY);
            };
            const busService = useService("bus_service");
            const follow = () => {
                // A row that stays with its way back is not cut short.
                if (!this.timer) {
                    // Screens do not all ask in the same instant.
                    this.renewSoon(REST * (1 + Math.random()));
                }
            };
            onMounted(() => {
                this.model.bus.addEventListener("ROW_KEPT", keep);
                busService.subscribe(CHANGED, follow);
            });
            onWillUnmount(() => {
                this.model.bus.removeEventListener("ROW_KEPT", keep);
                busService.unsubscribe(CHANGED, follow);
                clearTimeout(this.timer);
            });
            useExternalListener(window, "pointermove", () => (this.movedAt = Date.now()));
        }

        get isTooSoon() {
            return this.isActing || Date.now() - this.changedAt < DOUBLE_CLICK;
        }

        async openRecord(record, options) {
            if (!this.isTooSoon) {
                return super.openRecord(record, options);
            }
        }

        /** Let the rows go that were dealt with, once the pointer rests. */
        renewSoon(delay) {
            clearTimeout(this.timer);
            this.timer = setTimeout(async () => {
                const { editedRecord, selection } = this.model.root;
                const isUsed = editedRecord || selection?.length || this.isActing;
                if (isUsed || document.hidden || Date.now() - this.movedAt < REST) {
                    this.renewSoon(REST);
                    return;
                }
                this.timer = undefined;
                this.model.actedOn = undefined;
                await this.model.load();
                this.changedAt = Date.now();
            }, delay);
        }
    };
}

const VIEWS = {
    sla_queue: { ...listView, Renderer: LegibleListRenderer },
    sla_queue_cards: kanbanView,
};
for (const [name, view] of Object.entries(VIEWS)) {
    registry.category("views").add(name, {
        ...view,
        Model: SlaQueueModel,
        Controller: makeQueueController(view.Controller),
    });
}
