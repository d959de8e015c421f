// What cannot be built, in sentences.

/// Why there is no extractor for a shape and a bank.
public enum FeaturesError: Error, Equatable, CustomStringConvertible {
    /// No picture can pass through the shape.
    case impossibleShape(reason: String)
    /// The bank is made for another shape.
    case bankDoesNotFit(reason: String)

    /// A sentence for people.
    public var description: String {
        switch self {
        case .impossibleShape(let reason), .bankDoesNotFit(let reason): reason
        }
    }
}

extension ExtractorShape {
    /// Throws when no picture can pass through this shape.
    func check() throws {
        func refuse(_ reason: String) -> FeaturesError { .impossibleShape(reason: "The shape \(self) \(reason).") }

        guard normalisedSide > 0 else { throw refuse("has a window larger than its pictures") }
        guard !stages.isEmpty else { throw refuse("has no stages") }
        var (side, maps) = (normalisedSide, 1)
        for (index, stage) in stages.enumerated() {
            let name = "stage \(index + 1)"
            guard stage.table.inputs == maps else {
                throw refuse("connects \(stage.table.inputs) maps to \(name), which is given \(maps)")
            }
            guard stage.filtered(side) >= stage.poolingSide else {
                throw refuse("leaves nothing to pool in \(name)")
            }
            (side, maps) = (stage.pooled(side), stage.table.outputs)
        }
    }

    /// Throws when a bank is made for another shape.
    func check(_ bank: FilterBank) throws {
        func refuse(_ reason: String) -> FeaturesError {
            .bankDoesNotFit(reason: "The filter bank “\(bank.name)” does not fit the shape \(self): \(reason).")
        }

        guard bank.stages.count == stages.count else {
            throw refuse("it has \(bank.stages.count) stages, the shape \(stages.count)")
        }
        for (index, (filters, stage)) in zip(bank.stages, stages).enumerated() {
            let table = stage.table
            guard
                filters.outputs == table.outputs, filters.inputsPerOutput == table.inputsPerOutput,
                filters.side == stage.kernelSide
            else {
                throw refuse(
                    "its stage \(index + 1) has \(filters.outputs) maps of \(filters.inputsPerOutput) kernels "
                        + "\(filters.side)×\(filters.side), the shape's \(table.outputs) maps of "
                        + "\(table.inputsPerOutput) kernels \(stage.kernelSide)×\(stage.kernelSide)")
            }
        }
    }
}
