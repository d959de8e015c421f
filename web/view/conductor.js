// Decides which delivery plays: steps down when one fails and up again after a stable minute, watches the clock of drawn
// frames, connects again, and sleeps while nobody looks.

import { Backoff, onWake } from './backoff.js';
import { readPlan } from './plan.js';
import { TIMES } from './times.js';

/**
 * Plays what the daemon at `base` delivers on `stage`. `players` maps a type to its player; `wanted` is a list of types or
 * null for all. `tell` hears what happens: `state(name, why)`, `delivery(type, why)`, `frame(info)`, `stalled(info)` and
 * `offline(info)`.
 */
export class Conductor {
    #base;
    #wanted;
    #players;
    #stage;
    #tell;
    #state = 'asleep';
    #list = []; // The deliveries of the plan, with `fault` and `isAbsent` once they failed.
    #at = 0;
    #back = null; // While a better delivery is being tried: the place to go back to.
    #mayClimb = true;
    #boot = null;
    #isListed = true; // Whether there is a list to ask for.
    #player = null;
    #turn = 0; // What belongs to an earlier turn is not heard any more.
    #stop = new AbortController();
    #backoff = new Backoff();
    #retry = null;
    #sleep = null;
    #clock = null;
    #unwake = () => {};
    #hide = () => this.#watchVisibility();
    #leave = () => this.#fallAsleep();

    // Of the connection that is being made or plays.
    #began = 0;
    #heard = 0;
    #since = null; // When the first frame was drawn.
    #drawnAt = 0;
    #interval = 0; // Between drawn frames, smoothed.
    #hasAnswered = false;
    #isStandIn = false;
    #hasClock = true;

    constructor({ base, wanted, players, stage, tell }) {
        this.#base = base;
        this.#wanted = wanted;
        this.#players = players;
        this.#stage = stage;
        this.#tell = tell;
    }

    /** `waiting`, `live`, `stalled`, `offline` or `asleep`. */
    get state() {
        return this.#state;
    }

    /** Begins, and watches the page from now on. */
    start() {
        this.#unwake = onWake(() => this.wake());
        document.addEventListener('visibilitychange', this.#hide);
        addEventListener('pagehide', this.#leave);
        this.#clock = setInterval(() => this.#look(), TIMES.look);
        if (!document.hidden) this.#open();
    }

    /** Ends for good. */
    stop() {
        this.#unwake();
        document.removeEventListener('visibilitychange', this.#hide);
        removeEventListener('pagehide', this.#leave);
        clearInterval(this.#clock);
        clearTimeout(this.#sleep);
        this.#fallAsleep();
    }

    /** Tries at once if a picture is waited for: whoever calls knows that the daemon can be reached, or that somebody looks. */
    wake() {
        clearTimeout(this.#sleep);
        const isSilent = this.#player && this.#hasClock && performance.now() - this.#heard > TIMES.stall;
        if (!document.hidden && (this.#state === 'asleep' || this.#retry || isSilent)) this.#open();
    }

    // Opening and closing.

    async #open() {
        this.#close();
        const turn = this.#turn;
        if (this.#state === 'asleep') this.#enter('waiting');
        this.#began = this.#heard = performance.now();
        try {
            await this.#readPlan(turn);
            while (turn === this.#turn && this.#at < this.#list.length && await this.#whyNot(this.#list[this.#at])) {
                this.#at += 1;
            }
        } catch {
            if (turn === this.#turn) this.#lose('the server does not answer');
            return;
        }
        if (turn !== this.#turn) return;
        const delivery = this.#list[this.#at];
        if (!delivery) return this.#giveUp();
        this.#began = this.#heard = performance.now();
        this.#player = new this.#players[delivery.type](delivery, this.#stage, this.#hooks(turn));
        this.#player.start();
    }

    async #readPlan(turn) {
        if (!this.#isListed && this.#list.length > 0) return;
        const plan = await readPlan(this.#base, this.#wanted, this.#isListed, this.#stop.signal);
        if (turn !== this.#turn) return;
        this.#isListed = plan.isListed;
        const key = (list) => list.map(({ type, url }) => `${type} ${url}`).join();
        if (plan.boot === this.#boot && key(plan.deliveries) === key(this.#list)) return;
        // Another run of the daemon, or other deliveries: what failed before may work.
        this.#boot = plan.boot;
        this.#list = plan.deliveries;
        this.#begin();
    }

    #begin() {
        this.#at = 0;
        this.#back = null;
        this.#mayClimb = true;
        for (const delivery of this.#list) delivery.fault = delivery.isAbsent = null;
    }

    async #whyNot(delivery) {
        const player = this.#players[delivery.type];
        const reason = player ? await player.whyNot() : 'this page has no player for it';
        if (reason) Object.assign(delivery, { fault: reason, isAbsent: true });
        return reason;
    }

    #close() {
        this.#turn += 1;
        clearTimeout(this.#retry);
        this.#retry = null;
        this.#stop.abort();
        this.#stop = new AbortController();
        this.#player?.close();
        this.#player = null;
        this.#since = null;
        this.#interval = 0;
        this.#hasAnswered = this.#isStandIn = false;
        this.#hasClock = true;
    }

    // What a player says.

    #hooks(turn) {
        const ours = (act) => (...what) => turn === this.#turn && act(...what);
        return {
            base: this.#base,
            answered: ours(() => (this.#hasAnswered = true)),
            alive: ours(() => (this.#heard = performance.now())),
            unclocked: ours(() => (this.#hasClock = false)),
            drawn: ours((info) => this.#draw(info)),
            lost: ours((reason) => this.#lose(reason)),
            refused: ours((reason, isAbsent) => this.#stepDown(reason, isAbsent)),
        };
    }

    #draw(info) {
        const now = performance.now();
        if (this.#since === null) {
            this.#since = now;
            if (this.#back !== null) this.#mayClimb = true;
            this.#back = null;
            const { type } = this.#list[this.#at];
            this.#tell.delivery(type, this.#why());
        } else this.#interval += 0.3 * (now - this.#drawnAt - this.#interval);
        this.#heard = this.#drawnAt = now;
        this.#isStandIn = info.isStandIn ?? Boolean(info.note?.message);
        this.#enter('live');
        this.#tell.frame(info);
    }

    #why() {
        const faults = this.#list.slice(0, this.#at).filter(({ fault }) => fault)
            .map(({ type, fault }) => `${this.#players[type]?.label ?? type}: ${fault}`);
        return faults.join('; ') || 'the best of what this server and this browser have';
    }

    // The clock.

    #look() {
        if (!this.#player) return;
        const now = performance.now();
        const silent = now - this.#heard;
        if (this.#since === null) {
            const limit = silent < now - this.#began ? TIMES.firstSlow : TIMES.first;
            if (now - this.#began <= limit) return;
            if (this.#hasAnswered) this.#stepDown(`showed no picture within ${limit / 1000} s`);
            else this.#lose('the server does not answer');
        } else if (this.#hasClock && silent > this.#patience()) {
            this.#stall(silent);
        } else if (now - this.#since > TIMES.stable && this.#mayClimb) {
            this.#climb();
        }
    }

    #patience() {
        if (this.#isStandIn) return TIMES.slowest;
        return Math.min(TIMES.slowest, Math.max(TIMES.stall, TIMES.intervals * this.#interval));
    }

    // When something goes wrong.

    #stall(silent) {
        this.#enter('stalled');
        this.#tell.stalled({ silentMs: Math.round(silent) });
        if (this.#goBack('it stood still')) return;
        this.#tryAgain();
    }

    #lose(why) {
        if (this.#goBack(why)) return;
        if (this.#state !== 'offline') this.#tell.offline({ why });
        this.#enter('offline', why);
        this.#tryAgain();
    }

    // Nothing is wrong with the server, but this delivery does not work: the next one, at once.
    #stepDown(reason, isAbsent = false) {
        Object.assign(this.#list[this.#at], { fault: reason, isAbsent });
        if (this.#goBack(reason)) return;
        this.#at += 1;
        this.#open();
    }

    #giveUp() {
        const why = this.#list.map(({ type, fault }) => `${this.#players[type]?.label ?? type}: ${fault}`).join('; ');
        this.#begin();
        this.#lose(why || 'this server lists no delivery');
    }

    #tryAgain() {
        // Two seconds of pictures, and the next break is answered quickly.
        if (this.#since !== null && performance.now() - this.#since > 2000) this.#backoff.reset();
        this.#close();
        this.#retry = setTimeout(() => this.#open(), this.#backoff.next());
    }

    // Up again.

    #climb() {
        this.#mayClimb = false;
        const better = this.#list.findLastIndex(({ isAbsent }, place) => place < this.#at && !isAbsent);
        if (better < 0) return;
        this.#back = this.#at;
        this.#at = better;
        this.#open();
    }

    #goBack(reason) {
        if (this.#back === null) return false;
        this.#list[this.#at].fault = reason;
        this.#at = this.#back;
        this.#back = null;
        this.#open();
        return true;
    }

    // Sleep.

    #watchVisibility() {
        clearTimeout(this.#sleep);
        if (document.hidden) this.#sleep = setTimeout(this.#leave, TIMES.hidden);
    }

    #fallAsleep() {
        this.#close();
        this.#backoff.reset();
        this.#mayClimb = true;
        this.#enter('asleep');
    }

    #enter(state, why = '') {
        if (state === this.#state) return;
        this.#state = state;
        this.#tell.state(state, why);
    }
}
