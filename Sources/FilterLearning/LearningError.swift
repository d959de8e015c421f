// What cannot be coded or learnt, in sentences.

/// Why there is no code, or nothing can be learnt.
public enum LearningError: Error, Equatable, CustomStringConvertible {
    /// Sizes, rates or states that contradict themselves.
    case badRecipe(reason: String)
    /// Pictures, patches or dictionaries that nothing can be learnt from.
    case badInput(reason: String)
    /// What was learnt has no place in the extractor.
    case noFilters(reason: String)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .badRecipe(let reason), .badInput(let reason), .noFilters(let reason): reason
        }
    }
}
