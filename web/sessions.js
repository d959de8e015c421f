// The sessions' drawer: keep what is known under a name, and have it back.

/** Wires the dialog. `acts` and `toast` speak inside of it, for what lies behind is out of reach; `loaded(name)` outside. */
export function listenToSessions({ acts, toast, loaded }) {
    const dialog = document.getElementById('sessions');
    const field = document.getElementById('session-name');
    const list = document.getElementById('session-list');
    let shown = ''; // What the list says at present.
    const none = document.getElementById('no-sessions');

    const refresh = async () => {
        const sessions = await acts.sessions();
        if (!sessions) return;
        const news = JSON.stringify(sessions);
        if (news === shown) return; // Whoever stands on a row keeps it.
        shown = news;
        list.replaceChildren(...sessions.map((session) => makeRow(session, load)));
        none.hidden = sessions.length > 0;
    };
    const load = async (name) => {
        if (!(await acts.loadSession(name))) return;
        dialog.close();
        loaded(name);
    };

    document.getElementById('open-sessions').onclick = () => {
        dialog.showModal();
        field.focus();
        refresh();
    };
    document.getElementById('close-sessions').onclick = () => dialog.close();
    // A press beside the drawer closes it.
    dialog.onclick = ({ target }) => {
        if (target === dialog) dialog.close();
    };
    document.getElementById('save-session').onsubmit = async (event) => {
        event.preventDefault();
        const name = field.value.trim();
        if (!name) {
            toast.show('Type a name first.');
            field.focus();
            return;
        }
        if (await acts.saveSession(name)) field.value = '';
        refresh();
    };
    document.getElementById('session-file').onchange = async ({ target }) => {
        for (const file of target.files) await acts.sendSession(file);
        target.value = '';
        refresh();
    };
}

function makeRow({ name, time, samples, categories, problem }, load) {
    const row = document.createElement('li');
    const title = text('span', 'name', name);
    const names = categories.map((category) => category.name).join(', ');
    const count = samples === 1 ? '1 sample' : `${samples} samples`;
    const about = problem ?? [new Date(time * 1000).toLocaleString(), count, names].filter(Boolean).join(' · ');
    const button = text('button', '', 'Load');
    const link = text('a', 'button', 'Save file');
    title.dir = 'auto';
    button.type = 'button';
    button.ariaLabel = `Load ${name}`;
    button.disabled = problem !== null;
    button.onclick = () => load(name);
    link.href = `sessions/${encodeURIComponent(name)}.showtell`;
    link.download = `${name}.showtell`;
    link.ariaLabel = `Save the file of ${name}`;
    row.append(title, text('span', problem ? 'about problem' : 'about', about), button, link);
    return row;
}

function text(tag, className, content) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = content;
    return made;
}
