import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";
import { percentageField } from "@web/views/fields/percentage/percentage_field";

/** A percentage that stays empty where there is nothing to divide by: never 0 %. */
export function formatSlaShare(value, options) {
    return value === false || value === null ? "" : formatPercentage(value, options);
}
formatSlaShare.extractOptions = formatPercentage.extractOptions;

registry.category("formatters").add("sla_share", formatSlaShare);
registry.category("fields").add("sla_share", percentageField);
