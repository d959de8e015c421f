// <showtell-view>: the live picture of a Showtell daemon with what it recognises, for any page. docs/VIEW.md describes it.

import { Conductor } from './conductor.js';
import { FilmPlayer } from './h264.js';
import { PlaylistPlayer } from './hls.js';
import { JanusPlayer } from './janus.js';
import { PicturePlayer } from './mjpeg.js';
import { Speech } from './speech.js';
import { Stage } from './stage.js';
import { sheet } from './sheet.js';
import { WebRTCPlayer } from './whep.js';

const PLAYERS = { h264: FilmPlayer, whep: WebRTCPlayer, mjpeg: PicturePlayer, hls: PlaylistPlayer, janus: JanusPlayer };
const HOME = new URL('../', import.meta.url); // The daemon that this file came from.
const MESSAGES = {
    waiting: 'Waiting for the picture…',
    asleep: 'Waiting for the picture…',
    live: '',
    stalled: 'The picture stands still. Connecting again…',
    offline: 'No connection. Trying again…',
};

/** The element. */
export class ShowtellView extends HTMLElement {
    static observedAttributes = ['src', 'delivery', 'plain', 'silent', 'label-size'];

    #box = document.createElement('div');
    #stage;
    #message = line('message');
    #words = line('delivery');
    #speech;
    #conductor = null;
    #playing = null;
    #shown = { frame: null, capturedNs: null, note: null };
    #ratio = new CSSStyleSheet();

    constructor() {
        super();
        const root = this.attachShadow({ mode: 'open' });
        root.adoptedStyleSheets = [sheet, this.#ratio];
        this.#box.dataset.state = 'asleep';
        this.#stage = new Stage(this.#box);
        this.#stage.onsize = (width, height) => this.#ratio.replaceSync(`:host { aspect-ratio: ${width} / ${height}; }`);
        this.#speech = new Speech(this.#stage.labels);
        this.#box.append(this.#message, this.#words, this.#speech.line);
        root.append(this.#box);
    }

    connectedCallback() {
        this.#stage.watch(true);
        this.#dress();
        this.#begin();
    }

    disconnectedCallback() {
        this.#end();
        this.#stage.watch(false);
    }

    attributeChangedCallback(name, before, after) {
        if (before === after || !this.#conductor) return;
        this.#dress();
        if (name === 'src' || name === 'delivery') {
            this.#end();
            this.#begin();
        }
    }

    /** The daemon's address; without one, that of the daemon that this file came from. */
    get src() {
        return this.getAttribute('src') ?? '';
    }

    set src(address) {
        this.setAttribute('src', address);
    }

    /** `auto`, or the deliveries to be tried, the best first: `whep mjpeg`. */
    get delivery() {
        return this.getAttribute('delivery') ?? 'auto';
    }

    set delivery(list) {
        this.setAttribute('delivery', list);
    }

    /** Whether no labels are drawn. */
    get plain() {
        return this.hasAttribute('plain');
    }

    set plain(isPlain) {
        this.toggleAttribute('plain', isPlain);
    }

    /** Whether screen readers are told nothing: the page does that itself. */
    get silent() {
        return this.hasAttribute('silent');
    }

    set silent(isSilent) {
        this.toggleAttribute('silent', isSilent);
    }

    /** How large labels are, 1 as in the daemon's own pictures. */
    get labelSize() {
        const size = Number(this.getAttribute('label-size') ?? 1);
        return size > 0 ? Math.min(size, 4) : 1;
    }

    set labelSize(size) {
        this.setAttribute('label-size', String(size));
    }

    /** `waiting`, `live`, `stalled`, `offline`, or `asleep` while nobody looks. */
    get state() {
        return this.#box.dataset.state;
    }

    /** What plays, `{delivery, why}`, or null. */
    get playing() {
        return this.#playing;
    }

    /** The number of the frame that is shown; null for none, or where the delivery does not say. */
    get frame() {
        return this.#shown.frame;
    }

    /** What is said of the picture that is shown, or null. */
    get note() {
        return this.#shown.note;
    }

    /** The element that shows the picture without its labels: a source for `drawImage`. It changes with the delivery. */
    get picture() {
        return this.#stage.picture;
    }

    /** The picture's size in its own pixels; 0 × 0 before the first. */
    get pictureSize() {
        return this.#stage.size;
    }

    /** Tries at once, where another try is waited for. */
    wake() {
        this.#conductor?.wake();
    }

    #begin() {
        const list = this.delivery.split(/[\s,]+/).filter(Boolean);
        const base = new URL(this.src || HOME, document.baseURI);
        if (!base.pathname.endsWith('/')) base.pathname += '/';
        this.#conductor = new Conductor({
            base,
            wanted: list.length === 0 || list.includes('auto') ? null : list,
            players: PLAYERS,
            stage: this.#stage,
            tell: {
                state: (state, why) => this.#show(state, why),
                delivery: (delivery, why) => this.#announce(delivery, why),
                frame: (info) => this.#see(info),
                stalled: (detail) => this.#fire('stalled', detail),
                offline: (detail) => this.#fire('offline', detail),
            },
        });
        this.#speech.begin(base, this.silent);
        this.#message.textContent = MESSAGES.waiting;
        this.#conductor.start();
    }

    #end() {
        this.#conductor?.stop();
        this.#conductor = null;
        this.#speech.end();
    }

    #dress() {
        const font = getComputedStyle(this).getPropertyValue('--showtell-font').trim();
        this.#stage.dress(!this.plain, { size: this.labelSize, ...(font && { font }) });
        this.#speech.isSilent = this.silent;
    }

    #show(state, why) {
        this.#box.dataset.state = state;
        this.#message.textContent = MESSAGES[state];
        this.#message.title = why;
        if (state !== 'live') this.#speech.forget();
        if (state === 'offline' || state === 'asleep') this.#forget();
        this.#fire('state', { state, why });
    }

    #forget() {
        this.#playing = null;
        this.#words.textContent = '';
        this.#shown = { frame: null, capturedNs: null, note: null };
    }

    #announce(delivery, why) {
        this.#playing = { delivery, why };
        this.#words.textContent = PLAYERS[delivery].label;
        this.#words.title = why;
        this.#speech.listen(delivery);
        this.#fire('delivery', this.#playing);
    }

    #see({ frame, capturedNs, note }) {
        this.#shown = { frame, capturedNs, note };
        if (note) this.#speech.say(note);
        this.#fire('frame', this.#shown);
    }

    #fire(name, detail) {
        this.dispatchEvent(new CustomEvent(`showtell-${name}`, { detail, bubbles: true, composed: true }));
    }
}

function line(part) {
    return Object.assign(document.createElement('p'), { part });
}

customElements.define('showtell-view', ShowtellView);
