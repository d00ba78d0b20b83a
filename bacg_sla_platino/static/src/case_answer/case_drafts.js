import { browser } from "@web/core/browser/browser";
import { isHtmlEmpty } from "@web/core/utils/html";

/**
 * Core has one text and one stored draft for a record's message and its note. On a case
 * each has its own, so that half a note never stands where a message is sent.
 *
 * The texts that wait, and the type ("message" or "note") of the one that stands in it,
 * by composer.
 */
const waiting = new WeakMap();
const standing = new WeakMap();

export const getKey = (composer, type) => `${composer.localId},${type}`;

export const isStanding = (composer, type) => standing.get(composer) === type;

/** Put the text of `type` into the composer; the other one waits. */
export function takeDraft(composer, type) {
    const before = standing.get(composer);
    standing.set(composer, type);
    if (!before || before === type) {
        return;
    }
    const { composerHtml, emailAddSignature, replyToMessage } = composer;
    const attachments = [...composer.attachments];
    const drafts = { ...waiting.get(composer) };
    drafts[before] = { composerHtml, emailAddSignature, replyToMessage, attachments };
    storeDraft(composer, before);
    composer.clear();
    const { [type]: draft } = drafts;
    if (draft) {
        Object.assign(composer, draft);
        delete drafts[type];
    }
    waiting.set(composer, drafts);
}

/** Keep the text in the browser, as core does, in case the page is left. */
function storeDraft(composer, type) {
    const { composerHtml, emailAddSignature } = composer;
    if (!isHtmlEmpty(composerHtml)) {
        const kept = { emailAddSignature, composerHtml: ["markup", composerHtml] };
        browser.localStorage.setItem(getKey(composer, type), JSON.stringify(kept));
    }
}

/** The composers whose text is on its way to the server. */
const sending = new WeakSet();

/** Whether text and files must stay where they are: they are on their way. */
export function isBusy(composer) {
    return sending.has(composer) || composer.attachments.some(({ uploading }) => uploading);
}

export async function whileSending(composer, send) {
    sending.add(composer);
    try {
        return await send();
    } finally {
        sending.delete(composer);
    }
}

/** Rename what the browser keeps; without it, what stood there goes, too. */
export function moveKept(from, to) {
    const kept = browser.localStorage.getItem(from);
    browser.localStorage.removeItem(from);
    if (kept === null) {
        browser.localStorage.removeItem(to);
    } else {
        browser.localStorage.setItem(to, kept);
    }
}
