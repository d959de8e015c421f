// What must not be believed: safetensors files with lies in them.

import Formats
import Foundation
import Testing

@Suite("Hostile safetensors files")
struct HostileSafetensorsTests {
    @Test(arguments: [
        ("", 0, "does not begin with “{”"),
        (" {}", 0, "does not begin with “{”"),
        ("[]", 0, "does not begin with “{”"),
        ("{", 0, "ends where “\"” should stand"),
        ("{}x", 0, "has “x” at byte 3 where the end should stand"),
        ("{}", 1, "its tensors end at byte 0 of 1 bytes of data"),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "end at byte 8 of 7 bytes"),
        (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "end at byte 8 of 9 bytes"),
        (#"{"w":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, 4, "“w” is “BF16”, and only F32 is read"),
        (#"{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "“w” of shape 3 is given 8 bytes"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,5]}}"#, 5, "“w” of shape 1 is given 5 bytes"),
        (#"{"w":{"dtype":"F32","shape":[],"data_offsets":[0,0]}}"#, 0, "is given 0 bytes"),
        (
            #"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
            "the number at byte 30 of its header is negative"
        ),
        (#"{"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "has “.” at byte 31"),
        (#"{"w":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4, "where a whole number should stand"),
        (#"{"w":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#, 4, "where a whole number should stand"),
        (#"{"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, 4, "is too large"),
        (
            #"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
            "of shape 4294967296×4294967296 is given 0 bytes"
        ),
        (
            #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "is given 0 bytes"
        ),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "data_offsets [4, 0], not a begin and an end"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4, "not a begin and an end"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[]}}"#, 4, "not a begin and an end"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "“w” begins at byte 4 of the data"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8, "“b” begins at byte 4 of the data, and what stands before it ends at 8"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
            12, "“b” begins at byte 8 of the data, and what stands before it ends at 4"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8, "the tensor “a” twice"
        ),
        (#"{"w":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, 4, "has “shape” twice"),
        (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "has “x”, which has no known meaning"),
        (#"{"w":{"dtype":"F32","shape":[1]}}"#, 4, "“w” lacks its dtype, its shape or its data_offsets"),
        (#"{"w":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}"#, 4, "where a whole number should stand"),
        (#"{"w":[]}"#, 0, "has “[” at byte 6 where “{” should stand"),
        (#"{"__metadata__":{"a":1}}"#, 0, "has “1” at byte 22 where “\"” should stand"),
        (#"{"__metadata__":{"a":"1","a":"2"}}"#, 0, "its metadata has “a” twice"),
        (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "its header has “__metadata__” twice"),
        (#"{"__metadata__":{"a":"\ud800"}}"#, 0, "the text that ends at byte 29 of its header is not valid"),
        (#"{"__metadata__":{"a":"\x"}}"#, 0, "is not valid"),
        ("{\"__metadata__\":{\"a\":\"\n\"}}", 0, "has a byte 10 at byte 23"),
        (#"{"__metadata__":{"a":"b\"#, 0, "its header ends where"),
    ])
    func `A lie in the header is refused with a sentence about it`(header: String, data: Int, why: String) {
        let reason = refusal(safetensors(header: header, data: data))
        #expect(reason.contains(why))
        #expect(reason.hasPrefix("“file” cannot be read as safetensors: ") && reason.hasSuffix("."))
    }

    @Test func `The claimed length of the header is not believed`() {
        #expect(refusal(Data(count: 7)).contains("it has 7 bytes"))
        #expect(refusal(Data([3, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8)).contains("claims 3 bytes, and 2 follow"))
        #expect(refusal(Data(repeating: 0xFF, count: 64)).contains("claims 18446744073709551615 bytes"))
        #expect(
            refusal(Data([1, 0, 0, 1, 0, 0, 0, 0]) + Data(count: 1 << 24 + 1)).contains("the longest that is read"))
        #expect(refusal(Data([0, 0, 0, 0, 0, 0, 0, 0x80]) + Data("{}".utf8)).contains("claims 9223372036854775808"))
    }

    @Test func `Bytes that are not UTF-8 are no name`() {
        let file = safetensors(header: #"{"__metadata__":{"~":"b"}}"#, data: 0)
        #expect(refusal(Data(file.map { $0 == UInt8(ascii: "~") ? 0xFF : $0 })).contains("is not valid"))
    }

    @Test(arguments: ["[", "{\"shape\":", "{\"__metadata__\":", "{\"shape\":[{\"shape\":["])
    func `Half a million nested brackets are refused at the first too many`(bracket: String) {
        let header = "{\"w\":" + String(repeating: bracket, count: 500_000)
        let reason = refusal(safetensors(header: header, data: 0))
        #expect(reason.contains("should stand") || reason.contains("no known meaning"))
    }

    @Test func `A name of any length does not make a long sentence`() {
        let header = "{\"\(String(repeating: "e\u{301}\\u0007", count: 100_000))\":{}}"
        let reason = refusal(safetensors(header: header, data: 0))
        #expect(reason.count < 200 && !reason.unicodeScalars.contains("\u{7}"))
    }

    @Test func `What is no file, or too large a one, is refused by its path`() throws {
        let folder = try Folder()
        #expect(
            refusal(path: folder.path("none"))
                == "“\(folder.path("none"))” cannot be opened: No such file or directory.")
        #expect(refusal(path: folder.path(".")) == "“\(folder.path("."))” is not a file.")
        #expect(refusal(path: "/dev/zero") == "“/dev/zero” is not a file.")
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(refusal(path: folder.path("pipe")) == "“\(folder.path("pipe"))” is not a file.")

        try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.path("large")))
        let large = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("large")))
        try large.truncate(atOffset: 1 << 30 + 1)
        #expect(refusal(path: folder.path("large")).contains("has 1073741825 bytes, and the largest file that is read"))
    }

    private func refusal(_ file: Data) -> String {
        #expect(throws: FormatError.self) { try Safetensors(file, name: "file") }?.description ?? ""
    }

    private func refusal(path: String) -> String {
        #expect(throws: FormatError.self) { try Safetensors(path: path) }?.description ?? ""
    }
}
