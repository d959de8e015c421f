// The operator's drawer for what is looked through: where pictures come from, the camera's controls, and its lock.

import { controlRow } from './control-row.js';
import { fillSources } from './sources.js';

const REFRESH = 2000; // Milliseconds between two looks at what the camera itself sets, while the drawer is open.

/** Wires `#camera`. `control` asks the daemon, `toast` says what came of it. */
export class CameraPanel {
    #control;
    #toast;
    #drawer = document.getElementById('camera');
    #choice = document.getElementById('source-choice');
    #box = document.getElementById('camera-box');
    #lock = document.getElementById('camera-lock');
    #words = document.getElementById('camera-words');
    #list = document.getElementById('camera-controls');
    #rows = new Map();
    #seen = {}; // The revisions that were looked at last.
    #isLocked = false;
    #wanted = {}; // What a hand has set while the daemon was busy.
    #isSending = false;

    constructor(control, toast) {
        this.#control = control;
        this.#toast = toast;
        this.#drawer.ontoggle = () => {
            this.#seen = {};
            if (this.#drawer.open) this.#look();
        };
        document.getElementById('source-form').onsubmit = (event) => {
            event.preventDefault();
            this.#select();
        };
        this.#lock.onclick = () => this.#toggleLock();
        setInterval(() => {
            if (this.#drawer.open && !document.hidden && !this.#box.hidden) this.#readControls();
        }, REFRESH);
    }

    /** Takes note of the source's state; what is new is asked for when the drawer is open. */
    see({ list_revision: list, controls_revision: controls }) {
        if (!this.#drawer.open) return;
        if (list !== this.#seen.list) this.#readSources();
        if (controls !== this.#seen.controls) this.#readControls();
        this.#seen = { list, controls };
    }

    /** Another daemon, or another role: nothing is known. */
    forget() {
        this.#seen = {};
        if (this.#drawer.open) this.#look();
    }

    #look() {
        if (document.body.dataset.role !== 'operator') return;
        this.#readSources();
        this.#readControls();
    }

    async #readSources() {
        const sources = await this.#control.call('source.list').catch(() => null);
        if (sources) fillSources(this.#choice, sources);
    }

    async #select() {
        const { value, selectedOptions } = this.#choice;
        const result = await this.#ask('source.select', { source: value });
        if (result) this.#toast.show(`Now it looks at ${selectedOptions[0].text}.`);
    }

    async #readControls() {
        if (this.#isSending) return;
        const answer = await this.#control.call('camera.controls').catch(() => null);
        if (!this.#isSending) this.#show(answer);
    }

    #show(answer) {
        this.#box.hidden = !answer;
        if (!answer) return;
        const { controls, locked } = answer;
        this.#isLocked = locked;
        if (!this.#lock.hasAttribute('aria-busy')) this.#lock.textContent = locked ? 'Unlock the camera' : 'Lock the camera';
        this.#words.textContent = locked
            ? 'Exposure, gain, white balance and focus stay as they are, also when the camera or the machine starts anew.'
            : 'The camera follows the light, and what it sees changes with it. Lock it before you teach.';
        const names = controls.map(({ name }) => name).join();
        // Rows that are there stay, and with them the focus.
        if (names !== [...this.#rows.keys()].join()) {
            this.#rows = new Map(controls.map((one) => [one.name, controlRow(one, (value) => this.#set(one.name, value))]));
            this.#list.replaceChildren(...[...this.#rows.values()].map(({ row }) => row));
        }
        for (const one of controls) this.#rows.get(one.name).show(one);
    }

    // A hand on a slider is faster than a camera: only the newest values are sent.
    async #set(name, value) {
        this.#wanted[name] = value;
        if (this.#isSending) return;
        this.#isSending = true;
        let answer = null;
        while (Object.keys(this.#wanted).length > 0) {
            const controls = this.#wanted;
            this.#wanted = {};
            answer = await this.#ask('camera.set', { controls });
        }
        this.#isSending = false;
        if (answer) this.#show(answer);
        else this.#readControls();
    }

    async #toggleLock() {
        if (this.#lock.hasAttribute('aria-busy')) return;
        const on = !this.#isLocked;
        this.#lock.setAttribute('aria-busy', 'true');
        if (on) this.#lock.textContent = 'The camera settles…';
        const answer = await this.#ask('camera.lock', { on });
        this.#lock.removeAttribute('aria-busy');
        if (answer) this.#toast.show(on ? 'The camera is locked.' : 'The camera follows the light again.');
        if (answer) this.#show(answer);
        else this.#readControls();
    }

    // Resolves with the result, or with null after the error has been shown.
    async #ask(method, params) {
        try {
            return await this.#control.call(method, params);
        } catch (error) {
            this.#toast.show(error.message);
            return null;
        }
    }
}
