// Looking into a JSON value.

extension JSON {
    /// A field of an object.
    public subscript(name: String) -> JSON? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    /// The text of a string.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of any number.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The items of a list.
    public var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }
}
