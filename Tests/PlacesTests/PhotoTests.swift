import Foundation
import TestSupport
import Testing

@testable import Places

@Suite("Photos")
struct PhotoTests {
  private func inStore(_ test: (PhotoStore, String) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "/kepu-photos-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await test(PhotoStore(folder: folder, patience: .seconds(600)), folder)
  }

  private func fixture() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Province.fixtures + "/with-gps.jpg")))
  }

  @Test("a picture is kept in its sizes, without where and with what it was taken")
  func stripsMetadata() async throws {
    let original = try fixture()
    #expect(Data(original).range(of: Data("SecretCamera".utf8)) != nil && Data(original).range(of: Data("Exif".utf8)) != nil)
    try await inStore { store, folder in
      let photo = try await store.add(original)
      #expect(photo.width == 640 && photo.height == 420)
      #expect(try await store.add(original) == photo)
      for width in PhotoStore.widths {
        let file = try #require(try await store.file(named: "\(photo.digest)-\(width).jpg"))
        #expect(PictureKind(file.bytes) == .jpeg)
        for word in ["SecretCamera", "EXIF", "Exif"] { #expect(Data(file.bytes).range(of: Data(word.utf8)) == nil) }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3, "the original is not kept")
    }
  }

  @Test("what is not a picture is refused, and so is a name that is none of ours")
  func refuses() async throws {
    try await inStore { store, _ in
      await #expect(throws: PhotoStore.Refused.notAPicture) { try await store.add(Array("words in photo.jpg".utf8)) }
      let half = Array(try fixture().prefix(300))
      await #expect(throws: PhotoStore.Refused.notAPicture) { try await store.add(half) }
      await #expect(throws: PhotoStore.Refused.tooLarge) {
        try await store.add([UInt8](repeating: 0xFF, count: PhotoStore.largestFile + 1))
      }
      for name in ["../../etc/passwd", "x-480.jpg", String(repeating: "a", count: 64) + "-481.jpg"] {
        #expect(try await store.file(named: name) == nil)
      }
    }
  }
}
