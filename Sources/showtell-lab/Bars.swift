// Progress of one thing after another.

import Workbench

/// A bar for each thing that takes time.
final class Bars {
    private var bars: [String: ProgressBar] = [:]

    /// Shows how much of a thing is done.
    func show(_ what: String, _ done: Int, _ all: Int) { show(what, done, all, nil) }

    /// The same, and how it goes.
    func show(_ what: String, _ done: Int, _ all: Int, _ note: String?) {
        let bar = bars[what] ?? ProgressBar()
        bars[what] = bar
        bar.show(done, of: all, note: note)
        guard done == all else { return }
        bar.clear()
        // What is done again, for another split, is timed anew.
        bars[what] = nil
    }

    /// Takes what is shown away.
    func clear() {
        for bar in bars.values { bar.clear() }
    }
}
