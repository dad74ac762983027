import Foundation
import People
import TestSupport
import Testing

@testable import Evaluation

@Suite("Files that are handed in")
struct EvidenceTests {
  /// A PDF of one page with an author in its metadata.
  static let pdf: [UInt8] = {
    var text = "%PDF-1.4\n"
    var offsets: [Int] = []
    let objects = [
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 5 0 R/Resources<</Font<</F1 6 0 R>>>>>>",
      "<</Author(Li Ming of Sunshine School)/Creator(Word)/Title(My Secret)>>",
      "<</Length 47>>stream\nBT /F1 18 Tf 20 200 Td (Tides, by Li Ming) Tj ET\nendstream",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for (index, object) in objects.enumerated() {
      offsets.append(text.utf8.count)
      text += "\(index + 1) 0 obj\(object)endobj\n"
    }
    let start = text.utf8.count
    text += "xref\n0 7\n0000000000 65535 f \n"
    for offset in offsets { text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n" }
    text += "trailer<</Size 7/Root 1 0 R/Info 4 0 R>>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }()

  private func store() -> EvidenceStore {
    EvidenceStore(folder: NSTemporaryDirectory() + "/kepu-evidence-\(UUID())", patience: .seconds(600))
  }

  @Test("reviewers get a PDF without the author, the title and the program that made it, with its pages as they were")
  func cleansPDF() async throws {
    let store = store()
    let stored = try await store.add(Self.pdf, allowed: [.pdf])
    let clean = String(decoding: try #require(store.file(stored.cleanDigest)), as: UTF8.self)
    for word in ["Li Ming of", "Sunshine", "Secret", "Word"] { #expect(!clean.contains(word), "\(word) is still there") }
    #expect(String(decoding: try #require(store.file(stored.digest)), as: UTF8.self).contains("Sunshine"))
    #expect(await store.words(in: stored.cleanDigest, .pdf).contains("Tides, by Li Ming"))
    #expect(try await store.add(Self.pdf, allowed: [.pdf]).digest == stored.digest)
  }

  @Test("reviewers get a picture without the place where it was taken")
  func cleansPicture() async throws {
    let store = store()
    let picture = [UInt8](try #require(FileManager.default.contents(atPath: House.root + "/Tests/Fixtures/with-gps.jpg")))
    let stored = try await store.add(picture, allowed: [.picture])
    let clean = try #require(store.file(stored.cleanDigest))
    #expect(clean.count < picture.count && clean.starts(with: [0xFF, 0xD8, 0xFF]))
    #expect(!String(decoding: clean, as: UTF8.self).contains("GPS"))
  }

  @Test("what is not what it says, damaged, or not asked for is refused")
  func refuses() async throws {
    let store = store()
    await #expect(throws: EvidenceStore.Refused.unknownKind) {
      _ = try await store.add(Array("MZ program".utf8), allowed: [.pdf])
    }
    await #expect(throws: EvidenceStore.Refused.unknownKind) { _ = try await store.add(Self.pdf, allowed: [.picture]) }
    await #expect(throws: EvidenceStore.Refused.unreadable) {
      _ = try await store.add(Array("%PDF-1.4 nothing".utf8), allowed: [.pdf])
    }
    #expect(store.file("../../etc/passwd") == nil)
  }

  @Test("names are found as whole words in Latin text and anywhere in Chinese text")
  func findsNames() {
    let scan = NameScan(["李明", "Li Ming", "阳光小学", "A"])
    #expect(scan.found(in: "本作品由李明完成") == ["李明"])
    #expect(scan.found(in: "by LI MING, 2025") == ["Li Ming"])
    #expect(scan.found(in: "Oli Mingus") == [])
    #expect(scan.found(in: "A 在阳光小学") == ["阳光小学"])
  }

  @Test("a double blind submission tells where it names its author: in the title, in an answer, in a file")
  func unmasks() async throws {
    try await inHouse(.sqlite) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("excellent-works", by: chen)
      let author = try await house.person("Li Ming")
      let id = try await house.fill(
        call, as: author, title: "潮汐", ["synopsis": .text("Li Ming 讲潮汐"), "publisher": .text("Li Ming 出版社")])
      let stored = try await house.evaluation.evidence.add(Self.pdf, allowed: [.pdf])
      try await house.database.write { writer in
        let submission = try #require(try writer.submission(id))
        let programme = try house.evaluation.round(call, writer).programme
        try house.evaluation.change(
          filesOf: submission, programme, ReceivedFiles(added: [("sample", "book.pdf", stored)]), by: author, in: writer)
      }
      await #expect(throws: EvaluationRefusal.tooManyFiles(3)) {
        try await house.database.write { writer in
          let submission = try #require(try writer.submission(id))
          try house.evaluation.change(
            filesOf: submission, try house.evaluation.round(call, writer).programme,
            ReceivedFiles(added: [(String, String, EvidenceStore.Stored)](repeating: ("sample", "x.pdf", stored), count: 3)),
            by: author,
            in: writer)
        }
      }
      let programme = try #require(house.evaluation.programmes["excellent-works"])
      let found = try await house.evaluation.unmaskings(try await house.submission(id), programme)
      #expect(found.map(\.field) == ["synopsis", "sample"], "what reviewers do not see may name people")
    }
  }
}
