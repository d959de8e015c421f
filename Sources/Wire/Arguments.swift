// The parameters of a request: read by name, checked as they are read, and described by the very same code.

/// A parameter as `rpc.discover` and `help` show it.
public struct Parameter: Sendable, Hashable {
    /// Its name on the wire.
    public let name: String
    /// Its JSON type: `string`, `integer`, `number`, `boolean`, `array` or `object`.
    public let type: String
    /// What it means, in a few words.
    public let meaning: String
    /// The value it has when it is left out; nil when there is none.
    public let standard: JSON?
    /// Whether a request without it is refused.
    public let isRequired: Bool
}

/// The named parameters of one request.
///
/// A request type reads each of its parameters once, in its initialiser. Given values, a wrong type or range throws a
/// sentence; `finish` then refuses names that nobody asked for. Made with `describing`, the same initialiser reads
/// stand-ins and leaves a list of what it asked for, so that the description cannot differ from the decoding.
public struct Arguments {
    private var values: [String: JSON]
    private let isDescribing: Bool
    /// What has been asked for so far, in order.
    public private(set) var parameters: [Parameter] = []

    /// The parameters of a request; none at all is the same as an empty object.
    ///
    /// - Throws: `Failure.invalidParams` when they are not an object.
    public init(_ params: JSON?) throws(Failure) {
        switch params {
        case nil: values = [:]
        case .object(let fields): values = fields
        case .some(let other): throw .invalidParams("params must be an object of named values, not \(other)")
        }
        isDescribing = false
    }

    private init(describing: Void) {
        values = [:]
        isDescribing = true
    }

    /// What an initialiser asks for.
    static func described(by read: (inout Arguments) throws(Failure) -> some Any) -> [Parameter] {
        var arguments = Arguments(describing: ())
        _ = try? read(&arguments)
        return arguments.parameters
    }

    /// Refuses parameters that nobody asked for.
    func finish() throws(Failure) {
        let unknown = Set(values.keys).subtracting(parameters.map(\.name)).sorted()
        guard let first = unknown.first else { return }
        let known = parameters.map(\.name).joined(separator: ", ")
        throw .invalidParams(
            "there is no parameter \(JSON.string(first))"
                + (known.isEmpty ? "; this method takes none" : "; known are: \(known)"))
    }

    private mutating func take(_ parameter: Parameter) throws(Failure) -> JSON? {
        parameters.append(parameter)
        let value = values[parameter.name] ?? .null
        if value != .null { return value }
        if isDescribing || !parameter.isRequired { return nil }
        throw .invalidParams("\(parameter.name) is missing: \(parameter.meaning)")
    }

    /// A text that must be given.
    public mutating func string(_ name: String, _ meaning: String) throws(Failure) -> String {
        try optionalString(name, meaning, isRequired: true) ?? ""
    }

    /// A text that may be left out.
    public mutating func optionalString(
        _ name: String, _ meaning: String, isRequired: Bool = false
    ) throws(Failure) -> String? {
        let parameter = Parameter(name: name, type: "string", meaning: meaning, standard: nil, isRequired: isRequired)
        switch try take(parameter) {
        case nil: return nil
        case .string(let text): return text
        case .some(let other): throw .invalidParams("\(name) must be a string, not \(other)")
        }
    }

    /// A whole number within bounds, with a standard value.
    public mutating func integer(
        _ name: String, _ meaning: String, in range: ClosedRange<Int64>, standard: Int64
    ) throws(Failure) -> Int {
        Int(try optionalInteger(name, meaning, in: range, standard: standard) ?? standard)
    }

    /// A whole number within bounds that may be left out.
    public mutating func optionalInteger(
        _ name: String, _ meaning: String, in range: ClosedRange<Int64>, standard: Int64? = nil,
        isRequired: Bool = false
    ) throws(Failure) -> Int64? {
        let parameter = Parameter(
            name: name, type: "integer", meaning: meaning, standard: standard.map(JSON.integer), isRequired: isRequired)
        switch try take(parameter) {
        case nil: return nil
        case .integer(let value) where range.contains(value): return value
        case .some(let other):
            let bounds =
                range.upperBound == .max
                ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw .invalidParams("\(name) must be a whole number \(bounds), not \(other)")
        }
    }

    /// A number within bounds, with a standard value.
    public mutating func number(
        _ name: String, _ meaning: String, in range: ClosedRange<Double>, standard: Double
    ) throws(Failure) -> Double {
        try optionalNumber(name, meaning, in: range, standard: standard) ?? standard
    }

    /// A number within bounds that may be left out.
    public mutating func optionalNumber(
        _ name: String, _ meaning: String, in range: ClosedRange<Double>, standard: Double? = nil,
        isRequired: Bool = false
    ) throws(Failure) -> Double? {
        let parameter = Parameter(
            name: name, type: "number", meaning: meaning, standard: standard.map(JSON.number), isRequired: isRequired)
        switch try take(parameter) {
        case nil: return nil
        case .integer(let value) where range.contains(Double(value)): return Double(value)
        case .number(let value) where range.contains(value): return value
        case .some(let other):
            throw .invalidParams(
                "\(name) must be a number from \(range.lowerBound) to \(range.upperBound), not \(other)")
        }
    }

    /// True or false, with a standard value where it may be left out.
    public mutating func flag(
        _ name: String, _ meaning: String, isRequired: Bool = false, standard: Bool = false
    ) throws(Failure) -> Bool {
        let parameter = Parameter(
            name: name, type: "boolean", meaning: meaning, standard: isRequired ? nil : .bool(standard),
            isRequired: isRequired)
        switch try take(parameter) {
        case nil: return standard
        case .bool(let value): return value
        case .some(let other): throw .invalidParams("\(name) must be true or false, not \(other)")
        }
    }

    /// A list of texts, each out of `allowed`.
    public mutating func strings<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ meaning: String, of choice: Choice.Type
    ) throws(Failure) -> [Choice] {
        let parameter = Parameter(name: name, type: "array", meaning: meaning, standard: nil, isRequired: true)
        guard let value = try take(parameter) else { return [] }
        guard case .array(let items) = value else { throw .invalidParams("\(name) must be a list, not \(value)") }
        var chosen: [Choice] = []
        for item in items {
            guard case .string(let text) = item, let one = Choice(rawValue: text) else {
                let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidParams("\(name) may hold \(known), but not \(item)")
            }
            chosen.append(one)
        }
        return chosen
    }

    /// Whole numbers from 1 on, one at least.
    public mutating func numbers(_ name: String, _ meaning: String) throws(Failure) -> [Int64] {
        let parameter = Parameter(name: name, type: "array", meaning: meaning, standard: nil, isRequired: true)
        guard let value = try take(parameter) else { return [] }
        guard case .array(let items) = value else { throw .invalidParams("\(name) must be a list, not \(value)") }
        guard !items.isEmpty else { throw .invalidParams("\(name) must have one number at least") }
        var numbers: [Int64] = []
        for item in items {
            guard case .integer(let number) = item, number > 0 else {
                throw .invalidParams("\(name) may hold whole numbers from 1, but not \(item)")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// An object that must be given, as it came.
    public mutating func fields(_ name: String, _ meaning: String) throws(Failure) -> [String: JSON]? {
        let parameter = Parameter(name: name, type: "object", meaning: meaning, standard: nil, isRequired: true)
        guard let value = try take(parameter) else { return nil }
        guard case .object(let fields) = value else { throw .invalidParams("\(name) must be an object, not \(value)") }
        return fields
    }

    /// A rectangle in fractions of the frame that may be left out.
    public mutating func optionalRegion(_ name: String = "region") throws(Failure) -> WireRegion? {
        let meaning = "{x, y, width, height} in 0…1 of the frame"
        let parameter = Parameter(name: name, type: "object", meaning: meaning, standard: nil, isRequired: false)
        guard let value = try take(parameter) else { return nil }
        guard case .object(let fields) = value, let region = WireRegion(fields) else {
            throw .invalidParams("\(name) must be \(meaning) and lie inside it, not \(value)")
        }
        return region
    }
}
