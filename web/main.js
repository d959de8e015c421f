// Puts the page together: what the daemon says goes to the parts that show it, what a hand does goes to the daemon.

import { Acts } from './acts.js';
import { listenToNames, showHeldName } from './add.js';
import { Ask } from './ask.js';
import { CameraPanel } from './camera.js';
import { Categories } from './categories.js';
import { showCoach } from './coach.js';
import { Control } from './control.js';
import { Drift } from './drift.js';
import { Follower } from './follow.js';
import { listenToKeys } from './keys.js';
import { Lesson } from './lesson.js';
import { Objects } from './objects.js';
import { RegionChooser } from './region.js';
import { Settings } from './settings.js';
import { listenToSessions } from './sessions.js';
import { Speed, showConnection, showDegraded, showDelivery, showSource } from './status.js';
import { Teacher } from './teach.js';
import { Toast } from './toast.js';
import { Verdict } from './verdict.js';
import './view/showtell-view.js';

const STALE = 500; // Milliseconds without a prediction after which the bars fall and the verdict dims.

const at = (id) => document.getElementById(id);
// Where the focus goes when what had it is gone.
const leaveFocus = () => at('taught-title').focus({ preventScroll: true });
const TOPICS = ['prediction', 'state', 'taught', 'source', 'log', 'ask', 'job', 'coach', 'objects', 'follow'];
const control = new Control('control', TOPICS, 15);
const picture = at('picture');
const toast = new Toast(at('toast'), at('taught-title'));
const acts = new Acts(control, toast);
const teacher = new Teacher(control);
const lesson = new Lesson(at('frame'));
const verdict = new Verdict();
const speed = new Speed();
const list = new Categories(at('categories'), {
    begin: (name) => teacher.begin(name),
    end: () => teacher.end(),
    tap: (name) => acts.teach(name),
    rename: (name, to) => acts.rename(name, to),
    remove: async (name) => {
        await acts.remove(name);
        leaveFocus();
    },
    removeSample: (name, sample) => acts.removeSample(name, sample),
    follow: (name) => follower.start(name),
});

const ask = new Ask(at('ask'), {
    teach: (name) => acts.teach(name),
    name: () => at('name').focus(),
    leave: leaveFocus,
});
const drift = new Drift(at('drift'), () => at('background').click(), leaveFocus);
const follower = new Follower(at('follow'), control, toast);
const camera = new CameraPanel(control, toast);
const settings = new Settings((changes) => acts.set(changes));
const objects = new Objects((isOn) => acts.findObjects(isOn), (name) => list.color(name));
const region = new RegionChooser(at('frame'), at('region'), {
    set: (chosen) => acts.look(chosen),
    clear: () => acts.look(null),
    isAllowed: () => document.body.dataset.role === 'operator',
});

let shown = null; // The category that the newest verdict named, if it named one.
let stale = 0;
let isSizeKnown = false; // Before the first frame the daemon cannot say where it will look.

// The daemon speaks.

control.addEventListener('status', ({ detail }) => {
    showConnection(detail);
    if (detail === 'open') picture.wake();
    else follower.lose();
});

control.addEventListener('hello', ({ detail }) => {
    document.body.dataset.role = detail.role;
    camera.forget();
    control.call('coach').then(showCoach, () => {});
});
control.addEventListener('state', ({ detail }) => showState(detail));
control.addEventListener('source', ({ detail }) => showInput(detail));

control.addEventListener('prediction', ({ detail }) => {
    shown = detail.verdict === 'known' ? detail.category : null;
    verdict.show(detail, list.color(shown));
    list.score(detail.scores, shown);
    speed.add(detail);
    ask.see(detail);
    if (!isSizeKnown) control.call('state').then(showState, () => {});
    isSizeKnown = true;
    clearTimeout(stale);
    stale = setTimeout(fade, STALE);
});

control.addEventListener('ask', ({ detail }) => teacher.category === null && ask.show(detail));

control.addEventListener('taught', ({ detail }) => {
    ask.hide();
    if (detail.category === null) return; // The empty stage has no card.
    lesson.count(detail);
    if (!list.count(detail.category, detail.total)) control.call('state').then(showState, () => {});
});

control.addEventListener('objects', ({ detail }) => objects.show(detail));
control.addEventListener('follow', ({ detail }) => follower.hear(detail));

control.addEventListener('coach', ({ detail }) => showCoach(detail));

control.addEventListener('log', ({ detail: { level, message } }) => {
    if (level !== 'info' && level !== 'debug') toast.show(message);
});

picture.addEventListener('showtell-delivery', ({ detail }) => showDelivery(detail));
picture.addEventListener('showtell-offline', ({ detail }) => showDelivery({ delivery: '', why: detail.why }));

function showState(state) {
    list.show(state.categories, state.session);
    showHold();
    at('empty').hidden = state.categories.length > 0;
    at('empty').textContent = document.body.dataset.role === 'viewer'
        ? 'Nothing yet: nobody has taught it anything.'
        : 'Nothing yet. Show something, type its name and hold the button: it learns from every frame.';
    at('undo').disabled = !state.can_undo;
    at('redo').disabled = !state.can_redo;
    showInput(state.source);
    settings.show(state.classifier);
    objects.showSwitch(state.objects);
    region.show(state.region, state.source);
    drift.show(state.drift);
    showDegraded(state.degraded);
    follower.know(state);
}

function showInput(source) {
    showSource(source);
    camera.see(source);
    isSizeKnown = source.width > 0;
    if (source.width && source.height) document.body.style.setProperty('--ratio', source.width / source.height);
}

// A frozen pipeline must look frozen.
function fade() {
    shown = null;
    verdict.fade();
    list.fade();
    speed.clear();
}

// A hand does something.

function showHold() {
    list.teach(teacher.category);
    showHeldName(teacher.category, (name) => list.color(name) !== null);
}

teacher.addEventListener('change', () => {
    lesson.show(teacher.category, list.color(teacher.category));
    showHold();
});
teacher.addEventListener('held', () => lesson.goOn());
teacher.addEventListener('fault', ({ detail }) => toast.show(detail.message));

listenToNames({
    toast,
    begin: (name) => teacher.begin(name),
    end: () => teacher.end(),
    teach: (name) => acts.teach(name),
});

at('region-clear').onclick = () => acts.look(null);
const inDrawer = new Toast(at('sessions-said'), at('close-sessions'));
listenToSessions({
    acts: new Acts(control, inDrawer),
    toast: inDrawer,
    loaded: (name) => acts.tellLoaded(name),
});

at('reject').onclick = () => acts.reject(shown);
at('background').onclick = () => acts.background(at('background'));
at('undo').onclick = () => acts.undo();
at('redo').onclick = () => acts.redo();

const mayTeach = () => document.body.dataset.role && document.body.dataset.role !== 'viewer';
listenToKeys({
    begin: (index) => {
        const name = list.name(index);
        if (mayTeach() && name) teacher.begin(name);
    },
    end: () => teacher.end(),
    press: (id) => mayTeach() && at(id).click(),
});

control.connect();
