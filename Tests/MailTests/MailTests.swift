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

  /// A server of a few lines that answers one connection, each command with `250 ok` but for those named; tells its port.
  private func server(_ answers: [String: String]) throws -> (process: Process, port: Int) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let answers = String(decoding: try JSONEncoder().encode(answers), as: UTF8.self)
    process.arguments = [
      "python3", "-c",
      """
      import json, socket, sys
      answers = json.loads(sys.argv[1])
      s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1); print(s.getsockname()[1], flush=True); s.settimeout(30)
      c = s.accept()[0]; c.settimeout(30); f = c.makefile("rwb", buffering=0)
      say = lambda text: f.write((text + "\\r\\n").encode())
      say("220 here")
      for line in f:
        word = line.split()[0].decode()
        if word == "DATA":
          say("354 go")
          while f.readline() != b".\\r\\n": pass
        if word == "AUTH": say("334 "); f.readline()
        say(answers.get(word, "250-here\\r\\n250 AUTH PLAIN" if word == "EHLO" else "221 bye" if word == "QUIT" else "250 ok"))
        if word == "QUIT": break
      """, answers,
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return (process, try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines))))
  }

  @Test(
    "a server's no is for ever if it is about the message, and for now if it is about the day or our account there",
    arguments: [
      ("", "", "", nil), ("RCPT", "550 5.1.1 no such user", "", false), ("RCPT", "450 4.2.0 greylisted", "", true),
      ("DATA", "554 5.7.1 spam", "", false), ("DATA", "452 4.3.1 full", "", true),
      ("AUTH", "535 5.7.8 bad credentials", "", true), ("", "STARTTLS", "?tls=required", true),
    ] as [(String, String, String, Bool?)])
  func tellsRefusalsApart(command: String, answer: String, query: String, isTemporary: Bool?) async throws {
    let (process, port) = try server(["AUTH": "235 ok"].merging([command: answer]) { $1 })
    defer { process.terminate() }
    let mailer = try #require(Mailer("smtp://u:hush@127.0.0.1:\(port)\(query)"))
    do {
      try await mailer.send(try message())
      #expect(isTemporary == nil)
    } catch MailError.temporary(let words) {
      #expect(isTemporary == true && words.contains(answer) && !words.contains("hush"))
    } catch MailError.permanent(let words) { #expect(isTemporary == false && words.contains(answer) && !words.contains("hush")) }
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
