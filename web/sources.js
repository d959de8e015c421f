// The list of what pictures can come from.

/** Fills a `<select>` from the answer of `source.list`; what a hand has chosen and not yet confirmed stays chosen. */
export function fillSources(choice, { current, selected, configured, cameras, clip, patterns }) {
    const chosen = choice.dataset.played === choice.value ? null : choice.value;
    const playing = cameras.find((camera) => camera.playing);
    const groups = [
        group('Cameras', cameras.map(cameraOption)),
        group('Without a camera', [
            ...(clip ? [new Option('the built-in clip', clip)] : []),
            ...patterns.map((pattern) => new Option(`test pattern ${pattern.replace('test:', '')}`, pattern)),
        ]),
    ];
    const known = [...cameras.map(({ source }) => source), clip, ...patterns];
    const others = [...new Set([configured, selected, current.uri])].filter((source) => !known.includes(source)
        && !(playing && source === current.uri));
    groups.push(group('As it was started', others.map((source) => new Option(words(source), source))));
    choice.replaceChildren(...groups.filter((one) => one.children.length > 0));
    const played = playing?.source ?? current.uri;
    choice.dataset.played = played;
    choice.value = played;
    if (chosen && [...choice.options].some(({ value }) => value === chosen)) choice.value = chosen;
}

function cameraOption({ source, name, device, problem }) {
    const option = new Option(`${name ?? device}${problem ? `: ${problem}` : ''}`, source);
    option.disabled = problem !== null;
    return option;
}

function words(source) {
    return source === 'auto' ? 'the first camera, else the clip' : source;
}

function group(label, options) {
    const made = document.createElement('optgroup');
    made.label = label;
    made.append(...options);
    return made;
}
