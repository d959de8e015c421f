// The acts in their order, and which of them are taken back.

/// All acts of a journal: what was done, undone and done again.
struct History: Sendable {
    /// The acts that taught something, the oldest first; undoing and redoing are not among them.
    private(set) var acts: [ActRecord] = []
    /// Rises with everything that happens.
    private(set) var revision: Int64 = 0
    private var undone: Set<Int64> = []
    /// What was taken back and can be done again, the newest last.
    private var redoable: [Int64] = []

    /// Samples that teach nothing because they are broken, whatever the acts say.
    var broken: Set<Int64> = []

    /// Nothing has been done.
    init() {}

    /// The history that a journal holds.
    init(of journal: Journal) throws(JournalError) {
        broken = try journal.lost()
        for record in try journal.acts() { append(record) }
    }

    /// What is known now.
    var knowledge: Knowledge { Knowledge(acts.lazy.filter { !undone.contains($0.id) }, without: broken) }

    /// Takes note of an act, a new one or one from the journal.
    mutating func append(_ record: ActRecord) {
        // A sample a step: the number is the same whether samples came one by one or are read from the journal.
        revision += Int64(max(1, record.samples.count))
        switch record.act {
        case .undo(let act):
            undone.insert(act)
            redoable.append(act)
        case .redo(let act):
            undone.remove(act)
            redoable.removeAll { $0 == act }
        default:
            // As in every editor: who does something new gives up doing again what was taken back.
            redoable = redoable.filter { act(number: $0)?.author != record.author }
            acts.append(record)
        }
    }

    /// Adds a sample to an act that goes on, as holding a button does.
    mutating func append(sample: Int64, to act: Int64) {
        guard let index = acts.lastIndex(where: { $0.id == act }) else { return }
        acts[index].samples.append(sample)
        revision += 1
    }

    /// The newest act that can be taken back: of one author, or of anybody.
    func nextUndo(by author: String?) -> ActRecord? {
        acts.last { !undone.contains($0.id) && (author == nil || $0.author == author) }
    }

    /// The act that was taken back last and can be done again.
    func nextRedo(by author: String?) -> ActRecord? {
        redoable.lazy.reversed().compactMap { act(number: $0) }.first { author == nil || $0.author == author }
    }

    /// Whether an act is taken back at present.
    func isUndone(_ act: Int64) -> Bool { undone.contains(act) }

    private func act(number: Int64) -> ActRecord? { acts.last { $0.id == number } }
}
