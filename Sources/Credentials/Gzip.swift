import CZlib

/// The gzip format (RFC 1952) through zlib, for the bits of a status list.
enum Gzip {
  /// The bytes compressed; `nil` if zlib refuses, which it does only for want of memory.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard kepu_deflate_init_gzip(&stream, Z_BEST_COMPRESSION) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, UInt(bytes.count))) + 32
    return run(&stream, on: bytes, capacity: capacity) { deflate(&$0, Z_FINISH) }
  }

  /// The bytes that were compressed; `nil` for anything but one whole gzip member that holds at most `limit` bytes.
  static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    var stream = z_stream()
    let header = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, header) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    return run(&stream, on: bytes, capacity: limit) { inflate(&$0, Z_FINISH) }
  }

  /// Lets zlib read all bytes and write at most `capacity`; `nil` unless it came to the end of both the stream and the bytes.
  private static func run(
    _ stream: inout z_stream, on bytes: [UInt8], capacity: Int, step: (inout z_stream) -> Int32
  ) -> [UInt8]? {
    var isComplete = false
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var input = bytes
      input.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(capacity)
        isComplete = step(&stream) == Z_STREAM_END && stream.avail_in == 0
      }
      count = capacity - Int(stream.avail_out)
    }
    return isComplete ? output : nil
  }
}
