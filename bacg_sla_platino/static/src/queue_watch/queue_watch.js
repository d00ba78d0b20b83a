import { browser } from "@web/core/browser/browser";

const SECOND = 1000;
// Screens do not all ask in the same instant.
const SPREAD = 1.5 * SECOND;
// Between two calls, however much changes.
const REST = 3 * SECOND;
// Deadlines pass by themselves.
const TURN = 60 * SECOND;
const CHANGED = "bacg_sla_platino.queue";

/**
 * Call `read` soon after cases have changed, and each minute, while the screen is seen.
 *
 * @param {Object} bus_service
 * @param {Function} read may fail: the next turn tries again
 * @returns {{readSoon: Function, stop: Function}}
 */
export function watchQueue(bus_service, read) {
    let timer, isReading, isAskedAgain;
    let readAt = 0;
    const turn = async () => {
        timer = undefined;
        isReading = true;
        try {
            await read();
        } catch {
            // Away for a moment; what is shown is for `read` to say.
        }
        isReading = false;
        readAt = Date.now();
        if (isAskedAgain) {
            isAskedAgain = false;
            readSoon();
        }
    };
    const readSoon = () => {
        if (isReading) {
            isAskedAgain = true;
        } else if (!timer && document.visibilityState === "visible") {
            const rest = Math.max(0, readAt + REST - Date.now());
            timer = browser.setTimeout(turn, rest + Math.random() * SPREAD);
        }
    };
    const interval = browser.setInterval(readSoon, TURN);
    bus_service.subscribe(CHANGED, readSoon);
    document.addEventListener("visibilitychange", readSoon);
    return {
        readSoon,
        stop() {
            browser.clearTimeout(timer);
            browser.clearInterval(interval);
            bus_service.unsubscribe(CHANGED, readSoon);
            document.removeEventListener("visibilitychange", readSoon);
        },
    };
}
