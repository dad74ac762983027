import CICU

extension Hanzi {
  /// Text in GB 18030, which holds GBK and GB 2312, as spreadsheets in Chinese offices still write it.
  ///
  /// `nil` when the bytes are not that either.
  public static func decodeGB18030(_ bytes: [UInt8]) -> String? {
    guard !bytes.isEmpty else { return "" }
    var capacity = bytes.count * 2 + 16
    while capacity <= bytes.count * 4 + 64 {
      var length: Int32 = 0
      let units = [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
        length = bytes.withUnsafeBufferPointer {
          kepu_decode_gb18030($0.baseAddress, Int32($0.count), buffer.baseAddress, Int32(capacity))
        }
        count = max(0, min(Int(length), capacity))
      }
      if length < 0 { return nil }
      if Int(length) <= capacity { return String(validating: units, as: UTF16.self) }
      capacity *= 2
    }
    return nil
  }
}
