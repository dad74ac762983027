import Crypto
import SQL

/// The chain of hashes: SHA-256 over the hash before and the entry in a form that has only one reading.
enum JournalChain {
  /// The heads after each record in turn.
  static func seals(of records: [JournalRecord], after head: JournalHead) -> [JournalHead] {
    var head = head
    return records.map { record in
      head = self.head(after: head, adding: record)
      return head
    }
  }

  /// The head once a record is added.
  static func head(after head: JournalHead, adding record: JournalRecord) -> JournalHead {
    var hasher = SHA256()
    hasher.update(data: head.hash)
    hasher.update(data: canonicalForm(of: record, sequence: head.sequence + 1))
    return JournalHead(sequence: head.sequence + 1, hash: Array(hasher.finalize()))
  }

  /// Every field in a fixed order: numbers as 8 bytes, texts with their length before them, absence marked.
  private static func canonicalForm(of record: JournalRecord, sequence: Int64) -> [UInt8] {
    var bytes = Array("kepu-journal-1".utf8)
    let entry = record.entry
    bytes.append(number: sequence)
    bytes.append(number: record.id.rawValue)
    bytes.append(number: record.at.milliseconds)
    let texts = [
      entry.actor.description, entry.action, entry.subject?.kind, entry.subject?.id, entry.reason,
      entry.details,
      entry.request,
    ]
    for text in texts {
      bytes.append(text == nil ? 0 : 1)
      guard let text else { continue }
      bytes.append(number: Int64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    }
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: Int64) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}
