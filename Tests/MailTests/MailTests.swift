import Foundation
import Testing

@testable import Mail

@Suite("Mail")
struct MailTests {
  private func message(subject: String = "确认邮箱", text: String = "你好") throws -> MailMessage {
    MailMessage(
      from: try #require(Mailbox(name: "科普地图", address: "kepu@example.org")),
      to: try #require(Mailbox(address: "li@example.org")), subject: subject,
      text: text, date: 1_790_000_000_000, messageIDHost: "kepu.example", language: "zh-Hans")
  }

  /// What Python's standard library, which we did not write, reads out of a message.
  private func read(_ bytes: [UInt8]) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import sys,email,email.policy,json; m=email.message_from_bytes(sys.stdin.buffer.read(),policy=email.policy.default); print(json.dumps([m['subject'],m['from'].addresses[0].display_name,m.get_content().rstrip('\\r\\n'),str(len(m.keys()))]))",
    ]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(Data(bytes))
    try input.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([String].self, from: data)
  }

  @Test(
    "what is written is what another's library reads",
    arguments: [
      "确认邮箱", "Plain words", String(repeating: "木棉花开满珠江两岸，", count: 12),
      "😀 emoji at the fold " + String(repeating: "𠮷", count: 30), "=?UTF-8?B?x?=",
    ])
  func roundTrips(subject: String) throws {
    let text = ".\n.dot at the start\n\(String(repeating: "长", count: 1_000))\nFrom here\nlast"
    let found = try read(try message(subject: subject, text: text).bytes)
    #expect(found[0] == subject && found[1] == "科普地图" && found[2].replacing("\r\n", with: "\n") == text)
  }

  @Test("lines are ASCII, short, and end in CRLF")
  func keepsLinesShort() throws {
    let bytes = try message(subject: String(repeating: "题", count: 200), text: String(repeating: "x", count: 5_000)).bytes
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(bytes.allSatisfy { $0 < 128 } && lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.contains("\r") })
  }

  @Test(
    "nothing in a value begins a header of its own",
    arguments: ["x\r\nBcc: all@example.org", "x\nBcc: a@b.example", "x\rBcc: a", "x\u{2028}Bcc: a"])
  func refusesInjection(subject: String) throws {
    let plain = try read(try message().bytes)
    let found = try read(try message(subject: subject).bytes)
    #expect(found[3] == plain[3] && found[0].hasPrefix("x "))
  }

  @Test(
    "an address is taken or refused",
    arguments: [
      ("li@example.org", true), ("li.ming+x@sub.example.org", true), ("root@localhost", true), ("li@", false),
      ("@example.org", false), ("a@b@c.org", false),
      ("a b@example.org", false), ("a@example.org\r\nBcc: x", false), ("<a@example.org>", false), ("a,b@example.org", false),
      ("李@example.org", false),
      ("a@-x.org", false), ("a@127.0.0.1", false), ("", false),
    ])
  func checksAddresses(address: String, isRight: Bool) { #expect((Mailbox(address: address) != nil) == isRight) }

  @Test(
    "a way is read from its setting, and its password is never told",
    arguments: [
      ("smtp://u:secret@mail.example:587", true), ("smtps://u:secret@mail.example", true), ("smtp://mail.example?tls=none", true),
      ("smtp://mail.example?tls=maybe", false), ("http://mail.example", false), ("mail.example", false), ("folder:/tmp/x", true),
      ("sendmail:/usr/sbin/sendmail", true),
    ])
  func readsWays(setting: String, isRight: Bool) {
    #expect((Mailer(setting) != nil) == isRight)
    if let server = SMTPServer(setting) { #expect(!"\(server)".contains("secret")) }
  }

  @Test("a folder gets a file, a program the message on its input, and a server that is away is tried again later")
  func handsOver() async throws {
    let folder = NSTemporaryDirectory() + "/kepu-mail-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await Mailer(.folder(folder)).send(try message())
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 1 && names.allSatisfy { $0.hasSuffix(".eml") })
    let program = folder + "/sendmail"
    try "#!/bin/sh\necho \"$@\" > \(folder)/arguments\ncat > \(folder)/input\n".write(
      toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    try await Mailer(.sendmail(program)).send(try message())
    #expect(try String(contentsOfFile: folder + "/arguments", encoding: .utf8) == "-i -f kepu@example.org -- li@example.org\n")
    let sent = try String(contentsOfFile: folder + "/input", encoding: .utf8)
    #expect(sent.contains("To: li@example.org"))
    await #expect(throws: MailError.self) { try await Mailer(.sendmail("/bin/false")).send(try message()) }
    let away = try #require(Mailer("smtp://127.0.0.1:1"))
    do {
      try await away.send(try message())
      Issue.record("nobody listens there")
    } catch MailError.temporary {} catch { Issue.record("\(error)") }
  }
}
