// Memory with one owner: everything an extractor works in is allocated with it and freed with it.

/// `count` floats on a cache line of their own, zero at first.
package struct FloatBuffer: ~Copyable {
    /// The first value; valid as long as the buffer.
    package let start: UnsafeMutablePointer<Float>
    /// Number of values.
    package let count: Int

    package init(count: Int) {
        let size = max(count, 1) * MemoryLayout<Float>.stride
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        start = bytes.initializeMemory(as: Float.self, repeating: 0, count: count)
        self.count = count
    }

    package init(_ values: [Float]) {
        self.init(count: values.count)
        for (index, value) in values.enumerated() { start[index] = value }
    }

    deinit { start.deallocate() }
}
