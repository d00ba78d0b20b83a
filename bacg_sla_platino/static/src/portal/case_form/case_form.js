import { Interaction } from "@web/public/interaction";
import { browser } from "@web/core/browser/browser";
import { KeepLast } from "@web/core/utils/concurrency";
import { markup } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { setElementContent } from "@web/core/utils/html";

const PREFIX = "bacg_case_draft_";
const DAYS_KEPT = 7;
const ADVICE_DELAY = 700;
const UNKEPT = new Set(["csrf_token", "attachment"]);

function readDraft(key) {
    try {
        const draft = JSON.parse(browser.localStorage.getItem(key));
        const age = Date.now() - draft.at;
        return age < DAYS_KEPT * 24 * 3600 * 1000 ? draft : null;
    } catch {
        return null;
    }
}

/**
 * The form of a new case: it says what is not covered while one writes, and keeps the
 * text on this device until the server has it.
 */
export class CaseForm extends Interaction {
    static selector = ".o_bacg_case_form";
    dynamicContent = {
        _root: {
            "t-on-input": this.onInput,
            "t-on-submit": this.onSubmit,
        },
        "[name='discard']": { "t-on-click": this.onDiscard },
        "[name='advice']": { "t-on-click": this.onAdvice },
        _window: {
            "t-on-online": this.showConnection,
            "t-on-pageshow": this.allowSending,
        },
    };

    setup() {
        this.key = this.el.dataset.draft;
        this.adviseSoon = this.debounced(this.advise, ADVICE_DELAY);
        this.lastAdvice = new KeepLast();
    }

    start() {
        const draft = readDraft(this.key);
        const { subject, description } = this.el.elements;
        if (draft && !subject.value && !description.value) {
            this.restore(draft.values);
        }
        if (subject.value || description.value) {
            this.adviseSoon();
        }
    }

    onInput() {
        const values = [...new FormData(this.el)].filter(([name]) => !UNKEPT.has(name));
        browser.localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), values }));
        this.adviseSoon();
    }

    restore(values) {
        for (const [name, value] of values) {
            for (const field of this.el.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
                if (field.type === "checkbox") {
                    field.checked ||= field.value === value;
                } else {
                    field.value = value;
                }
                // Nobody sends for a colleague without seeing it.
                const details = value && field.closest("details");
                if (details) {
                    details.open = true;
                }
            }
        }
        this.show("draft", values.some(([, value]) => value));
    }

    onDiscard() {
        browser.localStorage.removeItem(this.key);
        this.el.reset();
        this.show("draft", false);
        this.adviseSoon();
    }

    async advise() {
        const { subject, description, category } = this.el.elements;
        const words = {
            subject: subject.value,
            text: description.value,
            category: category?.value,
        };
        // Without a connection there is no advice; the text is what counts.
        const advice = rpc("/new/ticket/advice", words, { silent: true });
        const html = await this.waitFor(this.lastAdvice.add(advice.catch(() => "")));
        setElementContent(this.el.querySelector("[name='advice']"), markup(html));
    }

    /** Take over what the advice offers, as “yes, it is this development”. */
    onAdvice(ev) {
        const offer = ev.target.closest("[data-field]");
        if (offer) {
            this.el.elements[offer.dataset.field].value = offer.dataset.value;
            this.onInput();
        }
    }

    onSubmit(ev) {
        this.showConnection();
        if (!browser.navigator.onLine) {
            ev.preventDefault();
            this.allowSending();
            return;
        }
        const draft = readDraft(this.key);
        if (draft) {
            browser.localStorage.setItem(this.key, JSON.stringify({ ...draft, sent: true }));
        }
    }

    showConnection() {
        this.show("offline", !browser.navigator.onLine);
    }

    allowSending() {
        this.el.querySelector("button[type='submit']").disabled = false;
    }

    show(name, isShown) {
        this.el.querySelector(`[name='${name}']`).classList.toggle("d-none", !isShown);
    }
}

/** The page that the server leads to with a new case: what was sent is no draft. */
export class CaseSent extends Interaction {
    static selector = "#helpdesk_ticket_content";

    start() {
        const url = new URL(browser.location.href);
        if (!url.searchParams.has("sent")) {
            return;
        }
        // Coming back to this page later says nothing of a newer draft.
        url.searchParams.delete("sent");
        browser.history.replaceState(browser.history.state, "", url);
        for (const key of Object.keys(browser.localStorage)) {
            const draft = key.startsWith(PREFIX) && readDraft(key);
            if (draft?.sent) {
                browser.localStorage.removeItem(key);
            }
        }
    }
}

registry.category("public.interactions").add("bacg_sla_platino.case_form", CaseForm);
registry.category("public.interactions").add("bacg_sla_platino.case_sent", CaseSent);
