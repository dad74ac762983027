import Foundation
import Testing

@testable import Server

@Suite("Settings")
struct SettingsTests {
  @Test("a flag goes over the environment, that over the file, that over the standard")
  func layers() throws {
    let file = NSTemporaryDirectory() + "/kepu-settings-\(UUID()).yaml"
    try "port: 1\nhost: file.example\nmap:\n  review-number: GS(2024)0650号\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let environment = ["KEPU_PORT": "2", "KEPU_HOST": "environment.example", "PATH": "/bin", "KEPU_TEST_POSTGRES": "x"]
    let settings = try Settings.load(flags: ["port": "3"], environment: environment, file: file)
    #expect(settings.number("port") == 3 && settings["host"] == "environment.example")
    #expect(settings["map.review-number"] == "GS(2024)0650号" && settings["province"] == "440000" && settings["icp"] == nil)
  }

  @Test(
    "a wrong name or value says what was expected",
    arguments: [
      (["prot": "1"], "no setting “prot”"), (["port": "http"], "a number from 0 to 65535"),
      (["database": "mysql://x"], "sqlite:PATH"),
      (["seed": "yes"], "true or false"), (["map.raster": "http://x"], "{z}"), (["secret": "short"], "32 characters"),
    ])
  func explains(flags: [String: String], words: String) {
    do {
      _ = try Settings.load(flags: flags, environment: [:])
      Issue.record("accepted \(flags)")
    } catch let wrong as Settings.Wrong {
      #expect(wrong.description.contains(words), "\(wrong)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("secrets are never shown")
  func hides() throws {
    let settings = try Settings.load(
      flags: [
        "database": "postgresql://kepu:hunter2@db.example/kepu?password=hunter2",
        "secret": String(repeating: "hunter2", count: 6),
        "map.raster": "https://t0.example/{z}/{x}/{y}?tk=hunter2",
      ], environment: [:])
    #expect(!settings.printed().contains("hunter2") && settings.printed().contains("db.example"))
    #expect(throws: Settings.Wrong.self) { try Settings.load(flags: ["secret": "hunter2"], environment: [:]) }
  }
}
