import { useEffect, useRef, useState } from "@odoo/owl";
import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { registry } from "@web/core/registry";

/** The customer's words: what is long is folded, and one click shows all of it. */
export class SlaWords extends HtmlField {
    static template = "bacg_sla_platino.SlaWords";

    setup() {
        super.setup();
        this.words = useRef("words");
        this.folding = useState({ isLong: false, isOpen: false });
        useEffect(
            (words) => {
                // Pictures come later and make it longer.
                const observer = new ResizeObserver(() => this.measure());
                observer.observe(words);
                for (const child of words.children) {
                    observer.observe(child);
                }
                return () => observer.disconnect();
            },
            () => [this.words.el, this.value?.toString()]
        );
    }

    measure() {
        const words = this.words.el;
        if (words && !this.folding.isOpen) {
            this.folding.isLong = words.scrollHeight > words.clientHeight + 1;
        }
    }

    get isFolded() {
        return this.displayReadonly && !this.folding.isOpen;
    }
}

registry.category("fields").add("sla_words", { ...htmlField, component: SlaWords });
