// The protocol describing itself, from the table that decodes the requests.

extension Method {
    /// The OpenRPC document of every method.
    public static func openRPC(version: String) -> JSON {
        .object([
            "openrpc": .string("1.3.2"),
            "info": .object(["title": .string("Showtell control channel"), "version": .string(version)]),
            "methods": .array(all.map(\.document)),
        ])
    }

    private var document: JSON {
        .object([
            "name": .string(name),
            "summary": .string(summary),
            "paramStructure": .string("by-name"),
            "params": .array(parameters.map(\.document)),
            "result": .object([
                "name": .string("result"),
                "schema": .object(["type": .string("object"), "description": .string(result)]),
            ]),
            "x-role": .string(role.name),
        ])
    }

    /// The methods as text, a method a line and its parameters below.
    public static var help: String {
        all.map { method in
            let parameters = method.parameters.map { parameter in
                let kind = parameter.isRequired ? parameter.type : "\(parameter.type), optional"
                let standard = parameter.standard.map { "; else \($0)" } ?? ""
                return "    \(parameter.name) (\(kind)): \(parameter.meaning)\(standard)\n"
            }
            return "\(method.name)  \(method.summary)\n\(parameters.joined())    → \(method.result)\n"
        }.joined()
    }
}

extension Parameter {
    fileprivate var document: JSON {
        var schema: [String: JSON] = ["type": .string(type)]
        if let standard { schema["default"] = standard }
        return .object([
            "name": .string(name), "description": .string(meaning), "required": .bool(isRequired),
            "schema": .object(schema),
        ])
    }
}
