// Decides which delivery plays: steps down when one fails and up again after a stable minute, watches the clock of drawn
// frames, connects again, and sleeps while nobody looks.

import { Backoff, onWake } from './backoff.js';
import { FrameClock } from './clock.js';
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
    #list = []; // The deliveries of the plan, with `fault` and what follows from it (`absent`, `busy`) once they failed.
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
    #clock = new FrameClock();
    #looking = null;
    #unwake = () => {};
    #hide = () => this.#watchVisibility();
    #leave = () => this.#fallAsleep();

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
        this.#looking = setInterval(() => this.#look(), TIMES.look);
        if (!document.hidden) this.#open();
    }

    /** Ends for good. */
    stop() {
        this.#unwake();
        document.removeEventListener('visibilitychange', this.#hide);
        removeEventListener('pagehide', this.#leave);
        clearInterval(this.#looking);
        clearTimeout(this.#sleep);
        this.#fallAsleep();
    }

    /** Tries at once if a picture is waited for: whoever calls knows that the daemon can be reached, or that somebody looks. */
    wake() {
        const isSilent = this.#player && this.#clock.silence > TIMES.stall;
        if (!document.hidden && (this.#state === 'asleep' || this.#retry || isSilent)) this.#open();
    }

    // Opening and closing.

    async #open() {
        this.#close();
        const turn = this.#turn;
        if (this.#state === 'asleep') this.#enter('waiting');
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
        const Player = this.#players[delivery.type];
        this.#clock.begin(Player.limits);
        this.#player = new Player(delivery, this.#stage, this.#hooks(turn));
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
        for (const delivery of this.#list) delivery.fault = delivery.kind = null;
    }

    async #whyNot(delivery) {
        const player = this.#players[delivery.type];
        const reason = player ? await player.whyNot(delivery) : 'this page has no player for it';
        if (reason) Object.assign(delivery, { fault: reason, kind: 'absent' });
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
    }

    // What a player says.

    #hooks(turn) {
        const ours = (act) => (...what) => turn === this.#turn && act(...what);
        return {
            base: this.#base,
            answered: ours(() => {
                this.#clock.answer();
                this.#list[this.#at].hasAnswered = true;
            }),
            alive: ours(() => this.#clock.live()),
            unclocked: ours(() => this.#clock.blind()),
            drawn: ours((info) => this.#draw(info)),
            lost: ours((reason, isForeign) => this.#missed(reason, isForeign)),
            broken: ours(() => this.#goBack('the decoder failed') || this.#tryAgain()),
            refused: ours((reason, kind) => this.#stepDown(reason, kind)),
        };
    }

    #draw(info) {
        const isFirst = !this.#clock.isRunning;
        this.#clock.draw(info);
        if (isFirst) {
            if (this.#back !== null) this.#mayClimb = true;
            this.#back = null;
            this.#tell.delivery(this.#list[this.#at].type, this.#why());
        }
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
        // A hidden page draws when it likes; soon it sleeps.
        if (document.hidden) return this.#clock.live();
        switch (this.#clock.read()) {
            case 'unanswered': return this.#lose('the server does not answer');
            case 'empty': return this.#stepDown('it showed no picture in time');
            case 'stalled': return this.#stall();
            case 'stable': return this.#mayClimb && this.#climb(({ kind }) => kind !== 'absent');
            default: return this.#clock.age > TIMES.busy && this.#climb(({ kind }) => kind === 'busy');
        }
    }

    // When something goes wrong.

    #stall() {
        this.#enter('stalled');
        this.#tell.stalled({ silentMs: Math.round(this.#clock.silence) });
        if (this.#goBack('it stood still')) return;
        this.#tryAgain();
    }

    // From another origin a browser tells “away” from “not allowed” to nobody: what has never answered may be forbidden.
    #missed(reason, isForeign) {
        if (isForeign && !this.#list[this.#at].hasAnswered) this.#stepDown(`${reason}, or that server does not allow it`);
        else this.#lose(reason);
    }

    #lose(why) {
        if (this.#goBack(why)) return;
        if (this.#state !== 'offline') this.#tell.offline({ why });
        this.#enter('offline', why);
        this.#tryAgain();
    }

    // Nothing is wrong with the server, but this delivery does not work: the next one, at once.
    #stepDown(reason, kind = '') {
        if (this.#goBack(reason)) return;
        Object.assign(this.#list[this.#at], { fault: reason, kind });
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
        if (this.#player && this.#clock.age > 2000) this.#backoff.reset();
        this.#close();
        this.#retry = setTimeout(() => this.#open(), this.#backoff.next());
    }

    // Up again.

    #climb(isWorthIt) {
        if (this.#clock.read() === 'stable') this.#mayClimb = false;
        const better = this.#list.findLastIndex((delivery, place) => place < this.#at && isWorthIt(delivery));
        if (better < 0) return;
        this.#list[better].kind = '';
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
