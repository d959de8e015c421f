// Memory for pictures, used again and again, so that a frame allocates nothing.

public import Imaging
import Synchronization

/// Hands out pictures and takes their memory back when they are dropped.
public final class PicturePool: Sendable {
    private struct Block: @unchecked Sendable {
        // Guard of the @unchecked: a block is in the pool or in one picture, never in both.
        let bytes: UnsafeMutableRawPointer
        let count: Int
    }

    // Two frames in flight, one waiting, one being encoded: more would only hold memory.
    private static let kept = 6
    private let free = Mutex<[Block]>([])

    /// An empty pool.
    public init() {}

    deinit {
        free.withLock { blocks in
            for block in blocks { block.bytes.deallocate() }
        }
    }

    /// A picture of undefined content, its rows without gaps.
    public func picture(width: Int, height: Int) -> Picture {
        let count = 4 * width * height
        let block =
            free.withLock { blocks in
                blocks.firstIndex { $0.count == count }.map { blocks.remove(at: $0) }
            } ?? Block(bytes: .allocate(byteCount: count, alignment: 64), count: count)
        return Picture(width: width, height: height, stride: 4 * width, bytes: block.bytes) { [self] _ in
            give(block)
        }
    }

    /// A copy of a picture, for a stage that must not wait until another has read the original.
    public func copy(_ original: Picture) -> Picture {
        let copy = picture(width: original.width, height: original.height)
        original.withBytes { source in
            copy.withBytes { target in
                for row in 0..<original.height {
                    let line = UnsafeRawBufferPointer(rebasing: source[(row * original.stride)...].prefix(copy.stride))
                    UnsafeMutableRawBufferPointer(rebasing: target[(row * copy.stride)...]).copyMemory(from: line)
                }
            }
        }
        return copy
    }

    private func give(_ block: Block) {
        let surplus = free.withLock { blocks -> Block? in
            blocks.append(block)
            return blocks.count > Self.kept ? blocks.removeFirst() : nil
        }
        surplus?.bytes.deallocate()
    }
}
