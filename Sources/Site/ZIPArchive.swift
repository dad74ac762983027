import CZlib
import SQL

/// Writes a ZIP archive (APPNOTE 6.3, method 0, names in UTF-8) of a few small files.
///
/// Stored and not compressed: a person's data are some kilobytes. With zlib's CRC at hand this is shorter than a binding to a
/// library; Python's `zipfile` and `unzip` read what it writes.
public enum ZIPArchive {
  /// The archive's bytes.
  public static func bytes(_ files: [(name: String, bytes: [UInt8])], at now: Instant) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let name = Array(file.name.utf8)
      let sum = file.bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count))) }
      let offset = UInt32(archive.count)
      // Version 2.0, UTF-8 names, stored; then time and date, checksum, sizes and lengths.
      let common =
        little(UInt16(20)) + little(UInt16(0x0800)) + little(UInt16(0)) + time(now)
        + little(sum) + little(UInt32(file.bytes.count)) + little(UInt32(file.bytes.count)) + little(UInt16(name.count))
        + little(UInt16(0))
      archive += little(UInt32(0x0403_4B50)) + common + name + file.bytes
      directory += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + common
      directory += [UInt8](repeating: 0, count: 10) + little(offset) + name
    }
    let start = UInt32(archive.count)
    let count = UInt16(files.count)
    archive += directory
    archive += little(UInt32(0x0605_4B50)) + [0, 0, 0, 0] + little(count) + little(count)
    archive += little(UInt32(directory.count)) + little(start) + [0, 0]
    return archive
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// Time and date as MS-DOS wrote them.
  private static func time(_ now: Instant) -> [UInt8] {
    let day = now.day
    let seconds = Int(now.milliseconds / 1000 % 86_400)
    let time = UInt16(seconds / 3600 << 11 | seconds / 60 % 60 << 5 | seconds % 60 / 2)
    let date = UInt16(max(0, day.year - 1980) << 9 | day.month << 5 | day.day)
    return little(time) + little(date)
  }
}
