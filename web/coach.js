// Was enough taught? How many samples are recognised when each is left out, and what would help.

const MOST = 3; // Sentences that are shown: more would not be read.

/** Writes into `#coach`; nothing is shown before there is something to tell apart. */
export function showCoach({ score, categories, advice }) {
    const box = document.getElementById('coach');
    box.hidden = score === null && advice.length === 0;
    const weakest = categories.filter(({ recognised }) => recognised !== null)
        .reduce((least, one) => (least && least.recognised <= one.recognised ? least : one), null);
    const line = document.getElementById('coach-score');
    line.hidden = score === null;
    if (score !== null) {
        const weak = weakest && weakest.recognised < 0.9 ? isolated(weakest.category) : null;
        line.replaceChildren(
            `${percent(score)} of the samples are recognised when each is left out`,
            ...(weak ? [', of ', weak, ` ${percent(weakest.recognised)}.`] : ['.']));
    }
    document.getElementById('coach-advice').replaceChildren(...advice.slice(0, MOST).map(({ message }) => {
        const item = document.createElement('li');
        item.dir = 'auto';
        item.textContent = message;
        return item;
    }));
}

function percent(share) {
    return `${Math.min(99, Math.round(share * 100))} %`; // Never 100 %: they are only samples.
}

function isolated(name) {
    const made = document.createElement('bdi');
    made.textContent = name;
    return made;
}
