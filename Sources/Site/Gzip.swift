import CZlib

/// Compresses with zlib in the gzip format (RFC 1952).
enum Gzip {
  /// The bytes compressed; `nil` if zlib refuses, which it does only for want of memory.
  static func compress(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
    var stream = z_stream()
    guard kepu_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, UInt(bytes.count))) + 32
    var isComplete = false
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var input = bytes
      input.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(capacity)
        isComplete = deflate(&stream, Z_FINISH) == Z_STREAM_END
      }
      count = capacity - Int(stream.avail_out)
    }
    return isComplete ? output : nil
  }
}
