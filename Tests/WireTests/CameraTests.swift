// The camera's methods, from words to calls.

import Testing
import Wire

@Suite struct CameraTests {
    @Test(
        "Sources and controls carry what is asked for",
        arguments: [
            ("source.list", "{}", Call.input(.list)),
            ("source.select", #"{"source":"auto"}"#, .input(.select("auto"))),
            ("camera.controls", "{}", .camera(.controls)),
            (
                "camera.set", #"{"controls":{"gain":3,"white_balance_automatic":false,"auto_exposure":"Manual Mode"}}"#,
                .camera(
                    .set([
                        "gain": .number(3), "white_balance_automatic": .number(0),
                        "auto_exposure": .item("Manual Mode"),
                    ]))
            ),
            ("camera.lock", "{}", .camera(.lock(isOn: true))),
            ("camera.lock", #"{"on":false}"#, .camera(.lock(isOn: false))),
        ])
    func calls(name: String, params: String, expected: Call) throws { #expect(try call(name, params) == expected) }

    @Test(
        "Values for controls are whole numbers, switches or names, and one must be given",
        arguments: ["{}", #"{"gain":1.5}"#, #"{"gain":null}"#, #"{"gain":[1]}"#, "3"])
    func values(controls: String) {
        let failure = #expect(throws: Failure.self) { try call("camera.set", #"{"controls":\#(controls)}"#) }
        #expect(failure?.code == -32602)
    }
}
